package org.refspark.data.synthetic;

/** Animals on four legs, facing right. */
final class AnimalSketches {
  private AnimalSketches() {}

  static void dog(Sketch sketch, Dice dice) {
    double tail = dice.between(-0.1, 0.08);
    sketch.blob(
        -0.46, 0.5, -0.62, 0.72, -0.72 + tail, 0.94, -0.64 + tail, 0.96, -0.52, 0.76, -0.4, 0.6);
    legs(sketch, 0.4, 0.055, -0.42, -0.24, 0.14, 0.31);
    sketch.blob(
        -0.52, 0.5, -0.44, 0.63, 0, 0.6, 0.28, 0.7, 0.42, 0.6, 0.38, 0.36, 0, 0.31, -0.42, 0.33);
    sketch.blob(
        0.24, 0.8, 0.32, 0.96, 0.52, 0.98, 0.62, 0.86, 0.82, 0.8, 0.87, 0.7, 0.74, 0.62, 0.5, 0.58,
        0.32, 0.64);
    double[] ear = {0.36, 0.96, 0.22, 0.9, 0.14, 0.68, 0.22, 0.58, 0.33, 0.68, 0.42, 0.88};
    if (dice.chance(0.5)) {
      sketch.solid(ear);
    } else {
      sketch.blob(ear);
    }
    sketch.dot(0.55, 0.84, 0.03).dot(0.84, 0.77, 0.045);
    sketch.curve(0.6, 0.68, 0.68, 0.67, 0.76, 0.7);
    if (dice.chance(0.4)) {
      sketch.solid(-0.3, 0.6, -0.1, 0.58, -0.1, 0.46, -0.26, 0.44);
    }
  }

  static void cat(Sketch sketch, Dice dice) {
    double reach = dice.between(0.46, 0.58);
    sketch.blob(
        0.2,
        0.02,
        reach,
        0.04,
        reach + 0.1,
        0.24,
        reach - 0.02,
        0.46,
        reach - 0.08,
        0.42,
        reach,
        0.24,
        reach - 0.08,
        0.12,
        0.2,
        0.12);
    sketch.blob(-0.26, 0.01, -0.31, 0.2, -0.17, 0.52, 0.17, 0.52, 0.31, 0.2, 0.26, 0.01, 0, -0.01);
    sketch.line(-0.09, 0.01, -0.09, 0.26).line(0.09, 0.01, 0.09, 0.26);
    for (int side = -1; side <= 1; side += 2) {
      sketch.polygon(side * 0.29, 0.68, side * 0.27, 1, side * 0.05, 0.84);
    }
    sketch.ellipse(0, 0.68, 0.31, 0.21);
    for (int side = -1; side <= 1; side += 2) {
      sketch.line(side * 0.16, 0.64, side * 0.46, 0.69).line(side * 0.16, 0.6, side * 0.45, 0.57);
      sketch.dot(side * 0.12, 0.73, 0.03);
    }
    sketch.dot(0, 0.655, 0.03);
    sketch.curve(-0.08, 0.57, -0.03, 0.56, 0, 0.6, 0.03, 0.56, 0.08, 0.57);
    if (dice.chance(0.5)) {
      sketch.line(0, 0.88, 0, 0.81).line(-0.06, 0.87, -0.05, 0.82).line(0.06, 0.87, 0.05, 0.82);
    }
  }

  static void sheep(Sketch sketch, Dice dice) {
    legs(sketch, 0.35, 0.05, -0.34, -0.18, 0.14, 0.3);
    sketch.bumps(0, 0.56, 0.5, 0.3, dice.count(10, 13), dice.between(0, 1), 0.3, Mark.Kind.BODY);
    double nod = dice.between(-0.08, 0.06);
    double[] face = {
      0.5,
      0.84 + nod,
      0.68,
      0.84 + nod,
      0.78,
      0.64 + nod,
      0.74,
      0.48 + nod,
      0.62,
      0.46 + nod,
      0.52,
      0.6 + nod
    };
    sketch.blob(0.5, 0.8 + nod, 0.36, 0.8 + nod, 0.3, 0.7 + nod, 0.46, 0.7 + nod);
    if (dice.chance(0.5)) {
      sketch.solid(face);
    } else {
      sketch.blob(face).dot(0.65, 0.7 + nod, 0.03).dot(0.72, 0.54 + nod, 0.02);
    }
    sketch.bumps(0.58, 0.88 + nod, 0.13, 0.08, 5, 0, 0.4, Mark.Kind.BODY);
    sketch.curve(-0.3, 0.6, -0.22, 0.52, -0.14, 0.6).curve(0, 0.5, 0.08, 0.42, 0.16, 0.5);
    sketch.curve(-0.02, 0.72, 0.06, 0.65, 0.14, 0.72);
  }

  static void cow(Sketch sketch, Dice dice) {
    sketch.curve(-0.68, 0.72, -0.82, 0.6, -0.78, 0.36).dot(-0.78, 0.3, 0.045);
    legs(sketch, 0.4, 0.06, -0.58, -0.4, 0.2, 0.38);
    sketch.ellipse(-0.16, 0.32, 0.14, 0.09);
    sketch.blob(
        -0.68, 0.56, -0.62, 0.76, -0.2, 0.77, 0.4, 0.78, 0.56, 0.6, 0.46, 0.38, 0, 0.35, -0.6,
        0.37);
    double shift = dice.between(-0.06, 0.06);
    sketch.solid(-0.42 + shift, 0.72, -0.22 + shift, 0.7, -0.2 + shift, 0.54, -0.38 + shift, 0.5);
    sketch.solid(0.06 + shift, 0.6, 0.22 + shift, 0.62, 0.26 + shift, 0.46, 0.08 + shift, 0.44);
    sketch.curve(0.5, 0.92, 0.4, 0.98, 0.42, 1.08).curve(0.74, 0.92, 0.84, 0.98, 0.82, 1.08);
    sketch.blob(0.48, 0.88, 0.3, 0.9, 0.3, 0.8, 0.48, 0.78);
    sketch.blob(0.76, 0.88, 0.94, 0.9, 0.94, 0.8, 0.76, 0.78);
    sketch.blob(0.46, 0.92, 0.62, 0.97, 0.78, 0.92, 0.78, 0.72, 0.74, 0.56, 0.5, 0.56, 0.46, 0.72);
    sketch.ellipse(0.62, 0.56, 0.19, 0.11).dot(0.55, 0.57, 0.025).dot(0.69, 0.57, 0.025);
    sketch.dot(0.54, 0.8, 0.03).dot(0.7, 0.8, 0.03);
  }

  static void horse(Sketch sketch, Dice dice) {
    double swing = dice.between(-0.08, 0.05);
    sketch.solid(
        -0.48,
        0.64,
        -0.62,
        0.58,
        -0.7 + swing,
        0.3,
        -0.64 + swing,
        0.12,
        -0.58 + swing,
        0.3,
        -0.5,
        0.5);
    legs(sketch, 0.44, 0.045, -0.44, -0.3, 0.14, 0.28);
    sketch.blob(
        -0.53, 0.54, -0.44, 0.66, -0.1, 0.61, 0.1, 0.65, 0.24, 0.82, 0.38, 0.97, 0.52, 0.97, 0.64,
        0.84, 0.8, 0.74, 0.8, 0.64, 0.7, 0.62, 0.52, 0.74, 0.46, 0.58, 0.38, 0.42, 0, 0.37, -0.4,
        0.38);
    sketch.polygon(0.38, 0.94, 0.42, 1.07, 0.5, 0.97);
    sketch.solid(0.06, 0.66, 0.1, 0.78, 0.22, 0.92, 0.38, 1.02, 0.42, 0.94, 0.34, 0.86, 0.24, 0.74);
    sketch.dot(0.54, 0.88, 0.03).dot(0.74, 0.69, 0.018);
    if (dice.chance(0.35)) {
      sketch.blob(-0.22, 0.63, 0.06, 0.65, 0.1, 0.48, -0.06, 0.44, -0.2, 0.48);
    }
  }

  static void pig(Sketch sketch, Dice dice) {
    sketch.curve(
        -0.56, 0.56, -0.66, 0.6, -0.74, 0.54, -0.7, 0.46, -0.64, 0.5, -0.68, 0.62, -0.82, 0.66);
    legs(sketch, 0.3, 0.075, -0.4, -0.2, 0.14, 0.34);
    sketch.ellipse(-0.06, 0.52, 0.54, 0.35);
    double nod = dice.between(-0.04, 0.06);
    sketch.ellipse(0.42, 0.58 + nod, 0.29, 0.29);
    sketch.polygon(0.2, 0.78 + nod, 0.16, 1.02 + nod, 0.36, 0.87 + nod);
    sketch.polygon(0.5, 0.87 + nod, 0.66, 1.0 + nod, 0.66, 0.76 + nod);
    sketch.ellipse(0.56, 0.5 + nod, 0.15, 0.12);
    sketch.dot(0.51, 0.5 + nod, 0.028).dot(0.62, 0.5 + nod, 0.028);
    sketch.dot(0.36, 0.66 + nod, 0.032).dot(0.58, 0.69 + nod, 0.032);
  }

  static void rabbit(Sketch sketch, Dice dice) {
    double spread = dice.between(0, 0.1);
    sketch.bumps(-0.46, 0.17, 0.09, 0.09, 6, 0, 0.35, Mark.Kind.BODY);
    sketch.blob(
        -0.42, 0.06, -0.44, 0.28, -0.26, 0.46, 0.04, 0.46, 0.24, 0.3, 0.28, 0.02, 0, 0, -0.34, 0);
    sketch.curve(-0.28, 0.3, -0.1, 0.3, -0.02, 0.16, -0.06, 0.06);
    sketch.blob(-0.3, 0.0, -0.3, 0.07, -0.04, 0.08, 0.06, 0.02, -0.04, -0.01);
    sketch.line(0.14, 0.02, 0.14, 0.18);
    sketch.blob(
        0.12, 0.58, 0.0 - spread, 0.8, -0.02 - spread, 1, 0.1 - spread, 0.98, 0.2, 0.8, 0.24, 0.6);
    sketch.blob(
        0.24,
        0.62,
        0.2 + spread,
        0.84,
        0.26 + spread,
        1.03,
        0.38 + spread,
        0.98,
        0.38,
        0.8,
        0.35,
        0.6);
    sketch.blob(0.02, 0.48, 0.1, 0.62, 0.3, 0.65, 0.46, 0.52, 0.5, 0.42, 0.36, 0.33, 0.12, 0.35);
    sketch.dot(0.3, 0.53, 0.03).dot(0.48, 0.45, 0.03);
    sketch.line(0.4, 0.42, 0.6, 0.4).line(0.4, 0.4, 0.58, 0.33);
  }

  private static void legs(Sketch sketch, double top, double half, double... at) {
    for (double x : at) {
      sketch.box(x - half, 0, x + half, top);
    }
  }
}
