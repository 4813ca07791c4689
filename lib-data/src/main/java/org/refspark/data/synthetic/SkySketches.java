package org.refspark.data.synthetic;

/** What hangs or flies above. */
final class SkySketches {
  private SkySketches() {}

  static void sun(Sketch sketch, Dice dice) {
    int rays = dice.count(8, 12);
    double radius = dice.between(0.24, 0.29);
    boolean pointed = dice.chance(0.5);
    double turn = dice.between(0, 1);
    for (int i = 0; i < rays; i++) {
      double angle = 2 * StrictMath.PI * (i + turn) / rays;
      double half = StrictMath.PI / rays * 0.6;
      if (pointed) {
        sketch.polygon(
            polarX(radius, angle - half),
            0.5 + polarY(radius, angle - half),
            polarX(0.5, angle),
            0.5 + polarY(0.5, angle),
            polarX(radius, angle + half),
            0.5 + polarY(radius, angle + half));
      } else {
        sketch.line(
            polarX(radius + 0.08, angle),
            0.5 + polarY(radius + 0.08, angle),
            polarX(0.5, angle),
            0.5 + polarY(0.5, angle));
      }
    }
    sketch.ellipse(0, 0.5, radius, radius);
    if (dice.chance(0.6)) {
      sketch.dot(-0.09, 0.56, 0.025).dot(0.09, 0.56, 0.025);
      sketch.curve(-0.12, 0.45, -0.06, 0.4, 0, 0.385, 0.06, 0.4, 0.12, 0.45);
    }
  }

  static void moon(Sketch sketch, Dice dice) {
    double turn = dice.between(-0.35, 0.1);
    double bite = dice.between(0.2, 0.3);
    double gap = 0.85;
    int steps = 14;
    var outline = new double[4 * steps];
    double tipX = 0.5 * StrictMath.cos(gap);
    double tipY = 0.5 * StrictMath.sin(gap);
    double inner = StrictMath.sqrt((tipX - bite) * (tipX - bite) + tipY * tipY);
    double innerGap = StrictMath.atan2(tipY, tipX - bite);
    for (int i = 0; i < steps; i++) {
      double share = i / (steps - 1.0);
      double outerAngle = gap + (2 * StrictMath.PI - 2 * gap) * share;
      double innerAngle = 2 * StrictMath.PI - innerGap - (2 * StrictMath.PI - 2 * innerGap) * share;
      outline[2 * i] = 0.5 * StrictMath.cos(outerAngle);
      outline[2 * i + 1] = 0.5 * StrictMath.sin(outerAngle);
      outline[2 * (steps + i)] = bite + inner * StrictMath.cos(innerAngle);
      outline[2 * (steps + i) + 1] = inner * StrictMath.sin(innerAngle);
    }
    sketch.polygon(turned(outline, turn));
    if (dice.chance(0.4)) {
      sketch.dot(-0.28, 0.62, 0.03);
    }
  }

  static void star(Sketch sketch, Dice dice) {
    double turn = dice.between(-0.25, 0.25);
    double waist = dice.between(0.19, 0.24);
    var outline = new double[20];
    for (int i = 0; i < 10; i++) {
      double angle = StrictMath.PI / 2 + StrictMath.PI * i / 5;
      double radius = i % 2 == 0 ? 0.5 : waist;
      outline[2 * i] = polarX(radius, angle);
      outline[2 * i + 1] = polarY(radius, angle);
    }
    sketch.polygon(turned(outline, turn));
  }

  static void cloud(Sketch sketch, Dice dice) {
    double width = dice.between(0.75, 1.05);
    if (dice.chance(0.5)) {
      sketch.bumps(
          0, 0.5, width, 0.38, dice.count(7, 10), dice.between(0, 1), 0.45, Mark.Kind.BODY);
      return;
    }
    double lean = dice.between(-0.12, 0.12);
    sketch.blob(
        -0.85 * width,
        0.06,
        -width,
        0.24,
        -0.8 * width,
        0.46,
        -0.56 * width,
        0.47,
        -0.5 * width + lean,
        0.74,
        -0.2 * width + lean,
        0.86,
        0.05 * width + lean,
        0.72,
        0.3 * width,
        0.86,
        0.6 * width,
        0.72,
        0.62 * width,
        0.5,
        0.9 * width,
        0.44,
        width,
        0.2,
        0.85 * width,
        0.05,
        0.3 * width,
        0.08,
        -0.3 * width,
        0.02);
  }

  static void bird(Sketch sketch, Dice dice) {
    double lift = dice.between(-0.08, 0.06);
    sketch.blob(0.02, 0.5, 0.12, 0.85 + lift, 0.36, 0.98 + lift, 0.4, 0.72, 0.34, 0.5);
    sketch.polygon(-0.5, 0.46, -1.0, 0.62, -0.86, 0.42, -1.02, 0.24, -0.5, 0.32);
    sketch.blob(
        -0.62, 0.4, -0.25, 0.26, 0.1, 0.18, 0.42, 0.24, 0.6, 0.44, 0.5, 0.62, 0.26, 0.62, -0.1,
        0.52);
    sketch.polygon(0.57, 0.53, 0.86, 0.42, 0.57, 0.36);
    sketch.dot(0.42, 0.5, 0.035);
    sketch.blob(
        -0.12,
        0.42,
        -0.3,
        0.75 + lift,
        -0.34,
        1 + lift,
        -0.05,
        0.9 + lift,
        0.14,
        0.66,
        0.22,
        0.4,
        0.05,
        0.34);
    if (dice.chance(0.6)) {
      sketch.curve(-0.2, 0.8 + lift, -0.06, 0.66, 0.02, 0.5);
    }
  }

  static void butterfly(Sketch sketch, Dice dice) {
    double span = dice.between(0.9, 1.1);
    double low = dice.between(0.95, 1.1);
    boolean spots = dice.chance(0.6);
    for (int side = -1; side <= 1; side += 2) {
      double s = side * span;
      sketch.blob(
          0.03 * s,
          0.42,
          0.35 * s,
          0.46,
          0.5 * s * low,
          0.26,
          0.36 * s * low,
          0.02,
          0.16 * s,
          0.12);
      sketch.blob(
          0.03 * s, 0.45, 0.14 * s, 0.8, 0.42 * s, 0.96, 0.64 * s, 0.88, 0.62 * s, 0.6, 0.38 * s,
          0.42);
      if (spots) {
        sketch.ellipse(0.42 * s, 0.72, 0.1, 0.1).dot(0.3 * s, 0.22, 0.05);
      }
      sketch.curve(0.01 * s, 0.74, 0.05 * s, 0.92, 0.14 * s, 1.02);
    }
    sketch.solid(0, 0.14, 0.055, 0.4, 0.04, 0.72, 0, 0.78, -0.04, 0.72, -0.055, 0.4);
  }

  private static double polarX(double radius, double angle) {
    return radius * StrictMath.cos(angle);
  }

  private static double polarY(double radius, double angle) {
    return radius * StrictMath.sin(angle);
  }

  /** Turns points about the origin and lifts them onto the ground line. */
  private static double[] turned(double[] points, double angle) {
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    var turned = new double[points.length];
    for (int i = 0; i < points.length; i += 2) {
      turned[i] = cos * points[i] - sin * points[i + 1];
      turned[i + 1] = 0.5 + sin * points[i] + cos * points[i + 1];
    }
    return turned;
  }
}
