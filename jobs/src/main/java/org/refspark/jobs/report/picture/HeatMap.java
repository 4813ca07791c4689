package org.refspark.jobs.report.picture;

import org.refspark.data.image.Bilinear;
import org.refspark.data.image.Picture;
import org.refspark.model.ScoreMap;

/**
 * Probabilities as colours over a grey picture: dark blue for 0, over red to pale yellow for 1.
 * Lightness rises with the probability, so that the map reads in grey and with any colour vision.
 */
final class HeatMap {
  private static final int LARGEST_SIDE = 800;
  private static final double SHARE = 0.7;
  private static final int[][] STOPS = {
    {12, 10, 60}, {90, 20, 110}, {185, 55, 85}, {245, 135, 30}, {252, 250, 170}
  };

  private HeatMap() {}

  /** The map over the picture, on the picture's grid or on one that is smaller. */
  static Picture over(Picture picture, ScoreMap map) {
    double shrink =
        Math.min(1, (double) LARGEST_SIDE / Math.max(picture.width(), picture.height()));
    int width = Math.max(1, (int) Math.round(shrink * picture.width()));
    int height = Math.max(1, (int) Math.round(shrink * picture.height()));
    var base = shrink < 1 ? Bilinear.resize(picture, height, width) : picture;
    byte[] rgb = new byte[3 * width * height];
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        int at = 3 * (row * width + column);
        double grey = grey(base.rgb(), at);
        double value = at(map, (row + 0.5) / height, (column + 0.5) / width);
        for (int channel = 0; channel < 3; channel++) {
          double color = SHARE * ramp(value, channel) + (1 - SHARE) * grey;
          rgb[at + channel] = (byte) Math.round(color);
        }
      }
    }
    return new Picture(width, height, rgb);
  }

  private static double grey(byte[] rgb, int at) {
    return 0.299 * (rgb[at] & 0xFF) + 0.587 * (rgb[at + 1] & 0xFF) + 0.114 * (rgb[at + 2] & 0xFF);
  }

  /** Bilinear between the centres of the map's cells. */
  private static double at(ScoreMap map, double down, double along) {
    double y = Math.max(0, Math.min(map.height() - 1.0, down * map.height() - 0.5));
    double x = Math.max(0, Math.min(map.width() - 1.0, along * map.width() - 0.5));
    int top = (int) y;
    int left = (int) x;
    int bottom = Math.min(top + 1, map.height() - 1);
    int right = Math.min(left + 1, map.width() - 1);
    double upper = mix(value(map, top, left), value(map, top, right), x - left);
    double lower = mix(value(map, bottom, left), value(map, bottom, right), x - left);
    return mix(upper, lower, y - top);
  }

  /** What is no number counts as 0. */
  private static double value(ScoreMap map, int row, int column) {
    float value = map.values()[row * map.width() + column];
    return value > 0 ? Math.min(1, value) : 0;
  }

  private static double ramp(double value, int channel) {
    double place = value * (STOPS.length - 1);
    int below = Math.min((int) place, STOPS.length - 2);
    return mix(STOPS[below][channel], STOPS[below + 1][channel], place - below);
  }

  private static double mix(double from, double to, double share) {
    return from + share * (to - from);
  }
}
