package org.refspark.jobs.evaluate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.refspark.data.Expression;
import org.refspark.data.ReferringImage;

/**
 * Asks each expression in the words of another expression of the same picture that means other
 * objects. A model that looks only at the picture does as well as before; one that listens does
 * not.
 */
final class PermutedExpressions {
  private final long seed;

  PermutedExpressions(long seed) {
    this.seed = seed;
  }

  /**
   * The picture with permuted texts. Ids and targets stay; an expression is left out where every
   * expression of the picture means the same objects.
   */
  ReferringImage of(ReferringImage image) {
    var permuted = new ArrayList<Expression>();
    for (var expression : image.expressions()) {
      var others = others(image, expression);
      if (!others.isEmpty()) {
        var other = others.get(choice(expression.id(), others.size()));
        permuted.add(
            new Expression(
                expression.id(), other.text(), expression.targets(), expression.referent()));
      }
    }
    return image.withExpressions(permuted);
  }

  private static List<Expression> others(ReferringImage image, Expression expression) {
    var targets = new HashSet<>(expression.targets());
    return image.expressions().stream()
        .filter(other -> !targets.equals(new HashSet<>(other.targets())))
        .toList();
  }

  /** Goes by the id alone, so that it does not matter which task asks. */
  private int choice(String id, int count) {
    return new SplittableRandom(seed * 31 + id.hashCode()).nextInt(count);
  }
}
