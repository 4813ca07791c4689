package org.refspark.data.pickle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;

/** Fills the lists, dictionaries and sets of a pickle, which hold any values. */
final class Containers {
  private Containers() {}

  /** Appends to a list; tuples are no array lists. */
  @SuppressWarnings("unchecked")
  static void append(List<Object> values, Object target) {
    if (!(target instanceof ArrayList<?> list)) {
      throw new IllegalArgumentException("values to append where there is no list");
    }
    ((ArrayList<Object>) list).addAll(values);
  }

  /** Sets keys and values in turn. */
  @SuppressWarnings("unchecked")
  static Object put(List<Object> pairs, Object target) {
    if (!(target instanceof LinkedHashMap<?, ?> map)) {
      throw new IllegalArgumentException("entries to set where there is no dictionary");
    }
    if (pairs.size() % 2 != 0) {
      throw new IllegalArgumentException("a key without a value");
    }
    for (int i = 0; i < pairs.size(); i += 2) {
      ((LinkedHashMap<Object, Object>) map).put(hashable(pairs.get(i)), pairs.get(i + 1));
    }
    return target;
  }

  @SuppressWarnings("unchecked")
  static Object add(List<Object> members, Object target) {
    if (!(target instanceof LinkedHashSet<?> set)) {
      throw new IllegalArgumentException("members to add where there is no set");
    }
    members.forEach(member -> ((LinkedHashSet<Object>) set).add(hashable(member)));
    return target;
  }

  /** Containers as keys would be hashed to any depth. */
  private static Object hashable(Object key) {
    if (key instanceof String || key instanceof Number || key instanceof Boolean) {
      return key;
    }
    throw new IllegalArgumentException("a key that is neither a string nor a number");
  }
}
