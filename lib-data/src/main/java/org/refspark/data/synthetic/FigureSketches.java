package org.refspark.data.synthetic;

/** Who walks on two legs. */
final class FigureSketches {
  private FigureSketches() {}

  static void duck(Sketch sketch, Dice dice) {
    double nod = dice.between(-0.03, 0.04);
    for (double x : new double[] {-0.12, 0.12}) {
      sketch.line(x, 0.16, x, 0.03).line(x - 0.06, 0, x, 0.04, x + 0.16, 0, x - 0.06, 0);
    }
    sketch.blob(
        0.44,
        0.86 + nod,
        0.62,
        0.82 + nod,
        0.8,
        0.82 + nod,
        0.78,
        0.72 + nod,
        0.6,
        0.7 + nod,
        0.44,
        0.7 + nod);
    sketch.blob(
        -0.68,
        0.62,
        -0.4,
        0.46,
        0.0,
        0.48,
        0.12,
        0.6,
        0.1,
        0.8 + nod,
        0.22,
        0.97 + nod,
        0.42,
        0.96 + nod,
        0.52,
        0.8 + nod,
        0.42,
        0.6,
        0.48,
        0.38,
        0.36,
        0.18,
        0,
        0.1,
        -0.4,
        0.18,
        -0.6,
        0.4);
    sketch.blob(-0.4, 0.38, -0.1, 0.42, 0.2, 0.4, 0.14, 0.24, -0.12, 0.2);
    sketch.dot(0.36, 0.84 + nod, 0.034);
  }

  static void chicken(Sketch sketch, Dice dice) {
    double nod = dice.between(-0.03, 0.03);
    for (double x : new double[] {-0.14, 0.08}) {
      sketch
          .line(x, 0.26, x, 0.06)
          .line(x - 0.08, 0, x, 0.06, x + 0.12, 0)
          .line(x, 0.06, x + 0.02, 0);
    }
    sketch.solid(
        0.16,
        0.84 + nod,
        0.14,
        0.98 + nod,
        0.22,
        0.94 + nod,
        0.27,
        1.04 + nod,
        0.33,
        0.94 + nod,
        0.42,
        1 + nod,
        0.42,
        0.84 + nod);
    sketch.polygon(0.42, 0.82 + nod, 0.62, 0.73 + nod, 0.4, 0.68 + nod);
    sketch.blob(
        -0.46,
        0.5,
        -0.7,
        0.74,
        -0.62,
        0.92,
        -0.5,
        0.82,
        -0.46,
        0.98,
        -0.32,
        0.9,
        -0.26,
        0.64,
        -0.02,
        0.56,
        0.12,
        0.7,
        0.14,
        0.86 + nod,
        0.3,
        0.93 + nod,
        0.44,
        0.82 + nod,
        0.42,
        0.62,
        0.42,
        0.42,
        0.24,
        0.22,
        -0.1,
        0.18,
        -0.36,
        0.28);
    sketch.solid(0.4, 0.69 + nod, 0.48, 0.62 + nod, 0.45, 0.53 + nod, 0.39, 0.58 + nod);
    sketch.dot(0.32, 0.8 + nod, 0.032);
    sketch.curve(-0.26, 0.48, -0.2, 0.32, 0, 0.32, 0.12, 0.46);
    if (dice.chance(0.5)) {
      sketch.curve(-0.16, 0.46, -0.1, 0.4, 0.02, 0.44);
    }
  }

  static void person(Sketch sketch, Dice dice) {
    double stance = dice.between(0.02, 0.07);
    boolean dress = dice.chance(0.45);
    arm(sketch, -1, dice);
    arm(sketch, 1, dice);
    if (dress) {
      for (int side = -1; side <= 1; side += 2) {
        sketch.box(side * 0.07 - 0.03, 0.02, side * 0.07 + 0.03, 0.3);
        shoe(sketch, side * 0.07, side);
      }
      sketch.polygon(-0.1, 0.72, -0.07, 0.5, -0.21, 0.24, 0.21, 0.24, 0.07, 0.5, 0.1, 0.72);
      sketch.line(-0.07, 0.5, 0.07, 0.5);
    } else {
      for (int side = -1; side <= 1; side += 2) {
        double foot = side * (0.06 + stance);
        sketch.polygon(
            0, 0.42, foot - side * 0.05, 0.02, foot + side * 0.05, 0.02, side * 0.12, 0.42);
        shoe(sketch, foot, side);
      }
      sketch.polygon(-0.14, 0.72, -0.12, 0.38, 0.12, 0.38, 0.14, 0.72);
      sketch.line(-0.12, 0.43, 0.12, 0.43);
    }
    head(sketch, dice, dress);
  }

  private static void arm(Sketch sketch, int side, Dice dice) {
    double out = dice.between(0.22, 0.3);
    double hand = dice.chance(0.2) ? 0.84 : dice.between(0.4, 0.48);
    sketch.ellipse(side * out, hand, 0.04, 0.04);
    double thick = hand > 0.7 ? -0.02 : 0.02;
    sketch.polygon(
        side * 0.1,
        0.71,
        side * (out + 0.04),
        hand + thick,
        side * (out - 0.03),
        hand - thick,
        side * 0.1,
        0.6);
  }

  private static void shoe(Sketch sketch, double x, int side) {
    sketch.solid(x - 0.05, 0.0, x - 0.05, 0.04, x + 0.05, 0.04, x + 0.05 + side * 0.03, 0, x, 0);
  }

  private static void head(Sketch sketch, Dice dice, boolean longHair) {
    if (longHair) {
      sketch.solid(
          -0.13, 0.7, -0.17, 0.86, -0.08, 0.99, 0.08, 0.99, 0.17, 0.86, 0.13, 0.7, 0, 0.76);
    }
    sketch.ellipse(0, 0.84, 0.115, 0.125);
    if (longHair) {
      sketch.solid(-0.11, 0.88, -0.06, 0.985, 0.06, 0.985, 0.11, 0.88, 0.02, 0.92, -0.05, 0.92);
    } else if (dice.chance(0.5)) {
      sketch.solid(
          -0.12, 0.86, -0.1, 0.96, 0, 1, 0.1, 0.96, 0.12, 0.86, 0.07, 0.915, 0, 0.9, -0.07, 0.92);
    } else {
      sketch.blob(-0.11, 0.91, -0.1, 1.0, 0, 1.03, 0.1, 1.0, 0.11, 0.91);
      sketch.box(-0.19, 0.89, 0.19, 0.925);
    }
    sketch.dot(-0.042, 0.85, 0.014).dot(0.042, 0.85, 0.014);
    sketch.curve(-0.045, 0.785, 0, 0.765, 0.045, 0.785);
  }
}
