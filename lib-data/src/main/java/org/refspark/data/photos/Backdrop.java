package org.refspark.data.photos;

import java.util.List;
import org.refspark.data.synthetic.Dice;

/**
 * What lies behind things: one surface, or a wall above a floor. Colours are muted and of middling
 * brightness, so that every thing stands out.
 */
final class Backdrop {
  /** Surfaces by how their brightness varies over the plane; places in shares of a photo's side. */
  private enum Surface {
    PLASTER,
    FADING,
    WOOD,
    GRASS,
    TILES,
    CLOTH,
    SAND
  }

  private static final List<Surface> WALLS =
      List.of(Surface.PLASTER, Surface.FADING, Surface.TILES, Surface.CLOTH);
  private static final List<Surface> FLOORS =
      List.of(Surface.WOOD, Surface.GRASS, Surface.SAND, Surface.TILES, Surface.CLOTH);
  private static final double WALL_CHANCE = 0.5;

  private final Face upper;
  private final Face lower;
  private final double edge;

  private Backdrop(Face upper, Face lower, double edge) {
    this.upper = upper;
    this.lower = lower;
    this.edge = edge;
  }

  static Backdrop of(Dice dice) {
    var lower = Face.of(dice.pick(FLOORS), dice);
    var upper = Face.of(dice.pick(WALLS), dice);
    boolean wall = dice.chance(WALL_CHANCE);
    return new Backdrop(upper, lower, wall ? dice.between(0.25, 0.55) : -1);
  }

  /**
   * Red, green and blue at a place, 0 to 1.
   *
   * @param x share of the photo's longer side, from the left
   * @param y share of the photo's longer side, from the top
   */
  void colour(double x, double y, float[] rgb) {
    boolean above = y < edge;
    Face face = above ? upper : lower;
    // A floor lies in the wall's shade where they meet.
    double shade = above || edge < 0 ? 1 : 1 - 0.25 * Math.max(0, 1 - (y - edge) / 0.06);
    double light = shade * face.light(x, y);
    for (int channel = 0; channel < 3; channel++) {
      rgb[channel] = (float) Math.min(1, face.rgb[channel] * light);
    }
  }

  /** One surface with its colour. */
  private record Face(Surface surface, float[] rgb, Noise noise, double scale, double slant) {
    static Face of(Surface surface, Dice dice) {
      double[] base =
          switch (surface) {
            case WOOD -> new double[] {0.58, 0.44, 0.32};
            case GRASS -> new double[] {0.38, 0.46, 0.30};
            case SAND -> new double[] {0.66, 0.59, 0.48};
            default ->
                new double[] {
                  dice.between(0.42, 0.62), dice.between(0.42, 0.62), dice.between(0.42, 0.62)
                };
          };
      double bright = dice.between(0.85, 1.12);
      float[] rgb = new float[3];
      for (int channel = 0; channel < 3; channel++) {
        rgb[channel] = (float) (bright * base[channel]);
      }
      var noise = new Noise(dice.count(0, Integer.MAX_VALUE - 1));
      return new Face(surface, rgb, noise, dice.between(0.8, 1.3), dice.between(-1, 1));
    }

    double light(double x, double y) {
      double u = x * scale;
      double v = y * scale;
      return switch (surface) {
        case PLASTER -> 1 + 0.14 * noise.cloudy(6 * u, 6 * v) + 0.05 * noise.smooth(90 * u, 90 * v);
        case FADING -> 1.1 - 0.35 * y + 0.2 * slant * (x - 0.5) + 0.03 * noise.cloudy(4 * u, 4 * v);
        case WOOD -> wood(u, v);
        case GRASS -> grass(u, v);
        case TILES -> tiles(u, v);
        case CLOTH -> cloth(u, v);
        case SAND -> 1 + 0.12 * noise.smooth(140 * u, 140 * v) + 0.1 * noise.cloudy(5 * u, 9 * v);
      };
    }

    private double wood(double u, double v) {
      int plank = (int) Math.floor(v * 7);
      double across = v * 7 - plank;
      double own = 0.16 * noise.grain(plank, 7);
      double rings = noise.smooth(3 * u + 9 * plank, 26 * v + 0.8 * noise.smooth(5 * u, plank));
      double fibre = noise.smooth(8 * u, 160 * v);
      return across < 0.04 ? 0.6 : 1 + own + 0.14 * rings + 0.06 * fibre;
    }

    private double grass(double u, double v) {
      double bend = 0.5 * noise.smooth(12 * u, 12 * v);
      double blades = noise.smooth(120 * u + 6 * bend, 26 * v);
      return 1 + 0.24 * blades + 0.16 * noise.cloudy(7 * u, 7 * v);
    }

    private double tiles(double u, double v) {
      double column = u * 6;
      double row = v * 6;
      double joint = Math.min(column - Math.floor(column), row - Math.floor(row));
      double own = noise.grain((int) Math.floor(column), (int) Math.floor(row));
      return joint < 0.05 ? 0.78 : 1 + 0.07 * own + 0.04 * noise.cloudy(20 * u, 20 * v);
    }

    private double cloth(double u, double v) {
      double warp = Math.abs(2 * (u * 60 - Math.floor(u * 60)) - 1);
      double weft = Math.abs(2 * (v * 60 - Math.floor(v * 60)) - 1);
      return 0.94 + 0.07 * (warp + weft) + 0.12 * noise.cloudy(3 * u, 3 * v);
    }
  }
}
