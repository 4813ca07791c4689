package org.refspark.data.pickle;

import java.util.Map;
import java.util.TreeSet;

/** All that one pickle may reach beyond plain data. */
public interface PickleScope {
  /**
   * What a name stands for.
   *
   * @throws IllegalArgumentException where the name is not allowed
   */
  PickleGlobal global(String module, String name);

  /**
   * What a persistent id stands for: a value that lies outside the pickle.
   *
   * @throws IllegalArgumentException where the id is not one of those expected
   */
  Object persistent(Object id);

  /** Just the listed names, by {@code <module>.<name>}, and nothing outside the pickle. */
  static PickleScope of(Map<String, PickleGlobal> globals) {
    var listed = Map.copyOf(globals);
    return new PickleScope() {
      @Override
      public PickleGlobal global(String module, String name) {
        PickleGlobal global = listed.get(module + "." + name);
        if (global == null) {
          throw new IllegalArgumentException(
              "the name %s.%s, which is not allowed here (allowed: %s)"
                  .formatted(module, name, new TreeSet<>(listed.keySet())));
        }
        return global;
      }

      @Override
      public Object persistent(Object id) {
        throw new IllegalArgumentException("a persistent id, which is not allowed here");
      }
    };
  }
}
