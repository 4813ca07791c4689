package org.refspark.data.refer;

import java.util.List;

/**
 * What the annotations of a split name.
 *
 * @param entries one per picture, in the order in which the references first name it
 * @param categories names by number, from 1, in the order of their published ids
 */
public record ReferSplit(List<Entry> entries, List<String> categories) {
  public ReferSplit {
    entries = List.copyOf(entries);
    categories = List.copyOf(categories);
  }
}
