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
 * @param referent what was referred to, unique within the data set: expressions of the same
 *     referent are several people's words for the same thing, of which training takes one at a time
 */
public record Expression(String id, String text, List<Integer> targets, String referent) {
  public Expression {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(referent, "referent");
    targets = List.copyOf(targets);
  }

  /** The only expression of its referent, which then carries the expression's id. */
  public Expression(String id, String text, List<Integer> targets) {
    this(id, text, targets, id);
  }
}
