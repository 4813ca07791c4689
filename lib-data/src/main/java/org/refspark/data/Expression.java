package org.refspark.data;

import java.util.List;
import java.util.Objects;

/**
 * One referring expression.
 *
 * @param id unique within the data set, {@code <picture id>#<position>}
 * @param text as published, blanks and all; tokenizers normalise it
 * @param targets indices of the instances meant, into {@link ReferringImage#instances()}; empty
 *     where nothing is meant
 */
public record Expression(String id, String text, List<Integer> targets) {
  public Expression {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(text, "text");
    targets = List.copyOf(targets);
  }
}
