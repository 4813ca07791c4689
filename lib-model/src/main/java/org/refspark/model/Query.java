package org.refspark.model;

import java.util.List;
import org.refspark.data.Expression;
import org.refspark.data.ReferringImage;

/**
 * One picture and those of its expressions that are asked now; the picture is decoded and encoded
 * once for all of them.
 *
 * @param image the picture with its instances
 * @param expressions positions in {@link ReferringImage#expressions()}
 */
public record Query(ReferringImage image, List<Integer> expressions) {
  public Query {
    expressions = List.copyOf(expressions);
  }

  /** Every expression of the picture. */
  public static Query all(ReferringImage image) {
    return new Query(
        image, java.util.stream.IntStream.range(0, image.expressions().size()).boxed().toList());
  }

  /** The expression at a position of this query. */
  public Expression expression(int position) {
    return image.expressions().get(expressions.get(position));
  }
}
