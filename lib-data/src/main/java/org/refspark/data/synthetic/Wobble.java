package org.refspark.data.synthetic;

import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;

/**
 * The unsteady hand: a smooth displacement of the plane, so that what touches stays in touch, with
 * a slight lean and other proportions. Straight strokes are cut into short ones, or only their ends
 * would move.
 */
final class Wobble {
  private static final double STEP = 0.12;

  private final double[] waves = new double[8];
  private final double amount;
  private final double stretch;
  private final double lean;

  Wobble(Dice dice) {
    for (int i = 0; i < waves.length; i += 2) {
      waves[i] = dice.between(3, 13);
      waves[i + 1] = dice.between(0, 2 * StrictMath.PI);
    }
    amount = dice.between(0.004, 0.011);
    stretch = dice.between(0.9, 1.12);
    lean = dice.between(-0.05, 0.05);
  }

  Path2D bend(Path2D path) {
    var bent = new Path2D.Double();
    var step = new double[6];
    double x = 0;
    double y = 0;
    for (var it = path.getPathIterator(null); !it.isDone(); it.next()) {
      switch (it.currentSegment(step)) {
        case PathIterator.SEG_MOVETO ->
            bent.moveTo(bendX(step[0], step[1]), bendY(step[0], step[1]));
        case PathIterator.SEG_LINETO -> straight(bent, x, y, step[0], step[1]);
        case PathIterator.SEG_CUBICTO -> {
          bent.curveTo(
              bendX(step[0], step[1]),
              bendY(step[0], step[1]),
              bendX(step[2], step[3]),
              bendY(step[2], step[3]),
              bendX(step[4], step[5]),
              bendY(step[4], step[5]));
          step[0] = step[4];
          step[1] = step[5];
        }
        default -> bent.closePath();
      }
      x = step[0];
      y = step[1];
    }
    return bent;
  }

  private void straight(Path2D bent, double fromX, double fromY, double toX, double toY) {
    double length = StrictMath.sqrt((toX - fromX) * (toX - fromX) + (toY - fromY) * (toY - fromY));
    int pieces = (int) StrictMath.ceil(length / STEP);
    for (int i = 1; i <= pieces; i++) {
      double x = fromX + (toX - fromX) * i / pieces;
      double y = fromY + (toY - fromY) * i / pieces;
      bent.lineTo(bendX(x, y), bendY(x, y));
    }
  }

  private double bendX(double x, double y) {
    return stretch * x
        + lean * y
        + amount
            * (StrictMath.sin(waves[0] * y + waves[1]) + StrictMath.sin(waves[2] * x + waves[3]));
  }

  private double bendY(double x, double y) {
    return y
        + amount
            * (StrictMath.sin(waves[4] * x + waves[5]) + StrictMath.sin(waves[6] * y + waves[7]));
  }
}
