package org.refspark.data.synthetic;

import java.util.Arrays;

/**
 * How an expression places its referents relative to a reference. Each is judged with a margin, so
 * that no expression depends on a near tie: between a clear yes and a clear no lies UNCLEAR.
 */
enum Relation {
  LEFT("on the left of"),
  RIGHT("on the right of"),
  FRONT("in front of"),
  BEHIND("behind"),
  LEFT_FRONT("on the left front of"),
  RIGHT_FRONT("on the right front of"),
  LEFT_BACK("on the left back of"),
  RIGHT_BACK("on the right back of"),
  NEAR("near");

  enum Verdict {
    YES,
    NO,
    UNCLEAR;

    private static Verdict of(boolean yes, boolean no) {
      return yes ? YES : no ? NO : UNCLEAR;
    }

    private Verdict and(Verdict other) {
      return of(this == YES && other == YES, this == NO || other == NO);
    }
  }

  private final String words;

  Relation(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  /** Whether an expression relates its referents to something else. */
  static boolean in(String expression) {
    return Arrays.stream(values()).anyMatch(r -> expression.contains(" " + r.words + " "));
  }

  /** Whether it compares who stands nearer, which has no meaning in the sky. */
  boolean needsGround() {
    return this != LEFT && this != RIGHT && this != NEAR;
  }

  /**
   * Whether the figure stands so to the reference.
   *
   * @param size of the picture, which the margins are shares of
   */
  Verdict judge(Figure figure, Reference reference, int size) {
    return switch (this) {
      case LEFT -> left(figure, reference);
      case RIGHT -> right(figure, reference);
      case FRONT -> nearer(figure, reference, size).and(inLine(figure, reference, size));
      case BEHIND -> farther(figure, reference, size).and(inLine(figure, reference, size));
      case LEFT_FRONT -> left(figure, reference).and(nearer(figure, reference, size));
      case RIGHT_FRONT -> right(figure, reference).and(nearer(figure, reference, size));
      case LEFT_BACK -> left(figure, reference).and(farther(figure, reference, size));
      case RIGHT_BACK -> right(figure, reference).and(farther(figure, reference, size));
      case NEAR -> near(figure, reference, size);
    };
  }

  private static Verdict left(Figure figure, Reference reference) {
    double into = figure.right() - reference.left();
    double past = figure.middle() - reference.left();
    return Verdict.of(
        into <= 0.25 * figure.width(), past >= 0.35 * (reference.right() - reference.left()));
  }

  private static Verdict right(Figure figure, Reference reference) {
    double into = reference.right() - figure.left();
    double past = reference.right() - figure.middle();
    return Verdict.of(
        into <= 0.25 * figure.width(), past >= 0.35 * (reference.right() - reference.left()));
  }

  private static Verdict nearer(Figure figure, Reference reference, int size) {
    return Verdict.of(
        figure.bottom() - reference.nearestFoot() >= 0.03 * size,
        reference.farthestFoot() - figure.foot() >= 0.01 * size);
  }

  private static Verdict farther(Figure figure, Reference reference, int size) {
    return Verdict.of(
        reference.farthestFoot() - figure.foot() >= 0.03 * size,
        figure.bottom() - reference.nearestFoot() >= 0.01 * size);
  }

  /** Whether the one stands before or behind the other as the viewer looks at them. */
  private static Verdict inLine(Figure figure, Reference reference, int size) {
    double shared =
        Math.min(figure.right(), reference.right()) - Math.max(figure.left(), reference.left());
    double narrower = Math.min(figure.width(), reference.right() - reference.left());
    return Verdict.of(shared >= 0.5 * narrower, shared <= -0.01 * size);
  }

  private static Verdict near(Figure figure, Reference reference, int size) {
    double nearest = Double.MAX_VALUE;
    for (var other : reference.figures()) {
      double across =
          Math.max(0, Math.max(figure.left() - other.right(), other.left() - figure.right()));
      double down =
          Math.max(0, Math.max(figure.top() - other.bottom(), other.top() - figure.bottom()));
      nearest = Math.min(nearest, StrictMath.sqrt(across * across + down * down));
    }
    return Verdict.of(nearest <= 0.05 * size, nearest >= 0.16 * size);
  }
}
