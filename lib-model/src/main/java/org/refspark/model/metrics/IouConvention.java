package org.refspark.model.metrics;

import java.io.Serializable;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * How the IoU of united masks is taken; published figures differ in it.
 *
 * @param epsilon added to the union before dividing, pixels
 * @param emptyUnion what an expression counts for where nothing is meant and nothing was found
 * @param comparator when Prec@X holds
 */
public record IouConvention(double epsilon, EmptyUnion emptyUnion, Comparator comparator)
    implements Serializable {
  /** I/U, at least X, and nothing for nothing is right: RefSpark's own. */
  public static final IouConvention PLAIN =
      new IouConvention(0, EmptyUnion.ONE, Comparator.AT_LEAST);

  /** I/(U + 1e-6), more than X: CRIS and what follows it. */
  public static final IouConvention CRIS =
      new IouConvention(1e-6, EmptyUnion.ZERO, Comparator.ABOVE);

  /** What an IoU of nothing with nothing counts for. */
  public enum EmptyUnion {
    LEFT_OUT,
    ZERO,
    ONE
  }

  /** When an IoU reaches the X of Prec@X. */
  public enum Comparator {
    /** IoU ≥ X. */
    AT_LEAST("≥ X"),
    /** IoU > X. */
    ABOVE("> X");

    private final String rule;

    Comparator(String rule) {
      this.rule = rule;
    }

    /** The one that {@link IouConvention#description} tells of. */
    public static Comparator of(String description) {
      return description.endsWith(ABOVE.rule) ? ABOVE : AT_LEAST;
    }

    /** Whether an IoU reaches a threshold. */
    public boolean holds(double iou, double threshold) {
      return this == AT_LEAST ? iou >= threshold : iou > threshold;
    }
  }

  /** The same with the other rule of Prec@X. */
  public IouConvention with(Comparator other) {
    return new IouConvention(epsilon, emptyUnion, other);
  }

  /** In words, for the record beside the numbers. */
  public String description() {
    return "IoU = %s, empty union %s, Prec@X: IoU %s"
        .formatted(
            epsilon == 0 ? "I/U" : "I/(U + " + epsilon + ")",
            emptyUnion.name().toLowerCase(Locale.ROOT).replace('_', ' '),
            comparator.rule);
  }

  /** IoU of an expression's united masks; none where it is left out. */
  public OptionalDouble iou(ExpressionScore score) {
    if (score.union() > 0) {
      return OptionalDouble.of(score.intersection() / (score.union() + epsilon));
    }
    return switch (emptyUnion) {
      case LEFT_OUT -> OptionalDouble.empty();
      case ZERO -> OptionalDouble.of(0);
      case ONE -> OptionalDouble.of(1);
    };
  }
}
