package org.refspark.data;

import java.util.List;
import java.util.Objects;

/**
 * One picture with its instances and the expressions that refer to them: one row of a shard.
 *
 * @param id unique within the data set, {@code <split>/<key>}
 * @param split the published split's name
 * @param width of the decoded picture, pixels
 * @param height of the decoded picture, pixels
 * @param picture the encoded picture (PNG or JPEG), as published
 * @param instances in the order the expressions' indices mean
 * @param expressions in published order
 */
public record ReferringImage(
    String id,
    String split,
    int width,
    int height,
    byte[] picture,
    List<Instance> instances,
    List<Expression> expressions) {

  public ReferringImage {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(split, "split");
    Objects.requireNonNull(picture, "picture");
    instances = List.copyOf(instances);
    expressions = List.copyOf(expressions);
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "picture %s is %d x %d pixels, expected at least 1 x 1".formatted(id, width, height));
    }
    for (var instance : instances) {
      if (instance.mask().width() != width || instance.mask().height() != height) {
        throw new IllegalArgumentException(
            "picture %s is %d x %d pixels, but a mask of it is %d x %d"
                .formatted(id, width, height, instance.mask().width(), instance.mask().height()));
      }
    }
    for (var expression : expressions) {
      for (int target : expression.targets()) {
        if (target < 0 || target >= instances.size()) {
          throw new IllegalArgumentException(
              "expression %s means instance %d, but picture %s has instances 0 to %d"
                  .formatted(expression.id(), target, id, instances.size() - 1));
        }
      }
    }
  }

  /** The same picture with other expressions. */
  public ReferringImage withExpressions(List<Expression> others) {
    return new ReferringImage(id, split, width, height, picture, instances, others);
  }
}
