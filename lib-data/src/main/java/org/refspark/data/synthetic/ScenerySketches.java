package org.refspark.data.synthetic;

/** What grows or is built, and what drives. */
final class ScenerySketches {
  private ScenerySketches() {}

  static void tree(Sketch sketch, Dice dice) {
    switch (dice.count(0, 3)) {
      case 0 -> pine(sketch, dice);
      case 1 -> {
        trunk(sketch, dice, 0.5);
        double wide = dice.between(0.28, 0.34);
        sketch.bumps(
            0, 0.69, wide, 0.26, dice.count(8, 11), dice.between(0, 1), 0.3, Mark.Kind.BODY);
        sketch.curve(-0.12, 0.62, -0.05, 0.57, 0.02, 0.6).curve(0.02, 0.8, 0.1, 0.76, 0.16, 0.8);
      }
      case 2 -> {
        trunk(sketch, dice, 0.42);
        double wide = dice.between(0.27, 0.34);
        sketch.ellipse(0, 0.68, wide, 0.32);
        apples(sketch, dice, wide);
      }
      default -> {
        trunk(sketch, dice, 0.5);
        double wide = dice.between(0.9, 1.1);
        sketch.bumps(-0.19 * wide, 0.6, 0.17, 0.13, 6, 0, 0.35, Mark.Kind.BODY);
        sketch.bumps(0.19 * wide, 0.6, 0.17, 0.13, 6, 0.5, 0.35, Mark.Kind.BODY);
        sketch.bumps(0, 0.78, 0.2, 0.17, 7, 0.2, 0.35, Mark.Kind.BODY);
      }
    }
  }

  private static void trunk(Sketch sketch, Dice dice, double top) {
    double half = dice.between(0.05, 0.08);
    sketch.polygon(-half * 1.6, 0, -half, 0.12, -half, top, half, top, half, 0.12, half * 1.6, 0);
    if (dice.chance(0.4)) {
      sketch.ellipse(0, 0.24, half * 0.4, 0.035);
    }
  }

  private static void apples(Sketch sketch, Dice dice, double wide) {
    if (dice.chance(0.5)) {
      sketch.ellipse(-0.5 * wide, 0.66, 0.035, 0.035);
      sketch.ellipse(0.35 * wide, 0.58, 0.035, 0.035);
      sketch.ellipse(0.2 * wide, 0.82, 0.035, 0.035);
    }
  }

  private static void pine(Sketch sketch, Dice dice) {
    sketch.box(-0.06, 0, 0.06, 0.22);
    double wide = dice.between(0.28, 0.36);
    int tiers = dice.count(2, 3);
    for (int i = 0; i < tiers; i++) {
      double base = 0.18 + 0.5 * i / tiers;
      double half = wide * (1 - 0.24 * i);
      double top = i == tiers - 1 ? 1 : base + 0.46;
      sketch.polygon(
          -half, base, 0, top, half, base, 0.4 * half, base + 0.04, -0.4 * half, base + 0.04);
    }
  }

  static void grass(Sketch sketch, Dice dice) {
    int blades = dice.count(5, 7);
    for (int i = 0; i < blades; i++) {
      double lean = 2.0 * i / (blades - 1) - 1 + dice.between(-0.08, 0.08);
      double height = (1 - 0.45 * lean * lean) * dice.between(0.88, 1);
      double root = 0.28 * lean;
      sketch.blob(
          root - 0.05,
          0,
          root + 0.18 * lean - 0.04,
          0.45 * height,
          root + 0.6 * lean,
          height,
          root + 0.26 * lean + 0.06,
          0.42 * height,
          root + 0.06,
          0);
    }
  }

  static void house(Sketch sketch, Dice dice) {
    double half = dice.between(0.42, 0.58);
    double eaves = dice.between(0.52, 0.6);
    double ridge = dice.chance(0.5) ? 0 : half * dice.between(0.5, 0.7);
    if (dice.chance(0.6)) {
      double x = half * 0.55;
      sketch.box(x, 0.6, x + 0.12, dice.between(0.96, 1.02));
    }
    sketch.box(-half, 0, half, eaves);
    double over = half + 0.08;
    if (ridge == 0) {
      sketch.polygon(-over, eaves, 0, 1, over, eaves);
    } else {
      sketch.polygon(-over, eaves, -ridge, 0.92, ridge, 0.92, over, eaves);
    }
    double door = dice.between(-0.12, 0.12);
    boolean twoWindows = Math.abs(door) < 0.08 && half > 0.45;
    if (!twoWindows) {
      door = door < 0 ? -half * 0.45 : half * 0.45;
      window(sketch, door < 0 ? half * 0.42 : -half * 0.42, eaves * 0.58, 0.12);
    } else {
      window(sketch, -half * 0.62, eaves * 0.6, 0.09);
      window(sketch, half * 0.62, eaves * 0.6, 0.09);
    }
    sketch.box(door - 0.09, 0, door + 0.09, eaves * 0.62).dot(door + 0.045, eaves * 0.3, 0.014);
    if (ridge == 0 && dice.chance(0.5)) {
      sketch.ellipse(0, eaves + 0.17, 0.07, 0.07);
    }
  }

  private static void window(Sketch sketch, double x, double y, double half) {
    sketch.box(x - half, y - half, x + half, y + half);
    sketch.line(x, y - half, x, y + half).line(x - half, y, x + half, y);
  }

  static void bench(Sketch sketch, Dice dice) {
    double half = dice.between(0.85, 1.05);
    int planks = dice.count(2, 3);
    double leg = half * 0.72;
    for (int side = -1; side <= 1; side += 2) {
      sketch.box(side * leg - 0.06, 0, side * leg + 0.06, 0.95);
    }
    for (int i = 0; i < planks; i++) {
      double y = 0.56 + 0.4 * i / planks;
      sketch.box(-half, y, half, y + 0.28 / planks + 0.02);
    }
    sketch.polygon(-half * 1.12, 0.3, -half, 0.46, half, 0.46, half * 1.12, 0.3);
    sketch.box(-half * 1.12, 0.2, half * 1.12, 0.3);
    for (int side = -1; side <= 1; side += 2) {
      sketch.box(side * half * 0.98 - 0.06, 0, side * half * 0.98 + 0.06, 0.2);
    }
  }

  static void car(Sketch sketch, Dice dice) {
    double nose = dice.between(1.1, 1.25);
    double roof = dice.between(0.35, 0.5);
    sketch.blob(
        -0.95,
        0.2,
        -1.05,
        0.4,
        -0.95,
        0.6,
        -0.72,
        0.64,
        -0.5,
        0.95,
        0,
        1,
        roof,
        0.94,
        0.66,
        0.64,
        nose - 0.1,
        0.56,
        nose,
        0.36,
        nose - 0.08,
        0.2,
        0.2,
        0.17);
    sketch.polygon(-0.56, 0.64, -0.42, 0.87, -0.04, 0.89, -0.04, 0.64);
    sketch.polygon(0.06, 0.64, 0.06, 0.89, roof - 0.08, 0.86, 0.5, 0.64);
    wheel(sketch, -0.58, 0.2);
    wheel(sketch, 0.62, 0.2);
    if (dice.chance(0.5)) {
      sketch.line(0.0, 0.6, 0.0, 0.28).line(0.08, 0.5, 0.2, 0.5);
    }
    sketch.ellipse(nose - 0.12, 0.42, 0.05, 0.07);
  }

  static void bus(Sketch sketch, Dice dice) {
    double half = dice.between(1.05, 1.2);
    sketch.polygon(
        -half, 0.14, -half, 0.92, -half + 0.08, 1, half - 0.12, 1, half, 0.9, half + 0.02, 0.14);
    int windows = dice.count(3, 4);
    double span = 2 * half - 0.62;
    for (int i = 0; i < windows; i++) {
      double left = -half + 0.1 + span * i / windows;
      sketch.box(left, 0.56, left + span / windows - 0.09, 0.86);
    }
    sketch.box(half - 0.46, 0.14, half - 0.2, 0.86).line(half - 0.33, 0.14, half - 0.33, 0.86);
    sketch.box(half - 0.13, 0.5, half, 0.84);
    sketch.line(-half, 0.44, half - 0.46, 0.44);
    wheel(sketch, -half * 0.6, 0.16);
    wheel(sketch, half * 0.38, 0.16);
  }

  static void truck(Sketch sketch, Dice dice) {
    double back = dice.between(1.0, 1.15);
    sketch.box(-back, 0.24, 0.34, dice.between(0.94, 1));
    sketch.polygon(0.4, 0.2, 0.4, 0.82, 0.72, 0.82, 0.88, 0.54, 1.06, 0.48, 1.08, 0.2);
    sketch.polygon(0.5, 0.54, 0.5, 0.74, 0.68, 0.74, 0.78, 0.54);
    sketch.box(-back, 0.18, 1.08, 0.26);
    if (dice.chance(0.5)) {
      sketch.line(-back + 0.12, 0.6, 0.22, 0.6);
    }
    wheel(sketch, -back * 0.7, 0.17);
    wheel(sketch, -back * 0.7 + 0.4, 0.17);
    wheel(sketch, 0.76, 0.17);
  }

  private static void wheel(Sketch sketch, double x, double radius) {
    sketch.ellipse(x, radius, radius, radius).ellipse(x, radius, radius * 0.4, radius * 0.4);
  }
}
