package org.refspark.jobs.report;

/** One curve as inline SVG: raw behind, smoothed in front, axes with round numbers. */
final class LineChart {
  private static final int LEFT = 52;
  private static final int RIGHT = 14;
  private static final int TOP = 10;
  private static final int BOTTOM = 34;
  private static final int TICKS = 5;

  private final Curve raw;
  private final Curve smooth;
  private final int width;
  private final int height;
  private final double from;
  private final double to;
  private final double top;

  private LineChart(Curve curve, int width, int height) {
    this.smooth = curve.smoothed().thinned();
    this.raw = curve.thinned();
    this.width = width;
    this.height = height;
    this.from = raw.x()[0];
    this.to = Math.max(from + 1, raw.x()[raw.x().length - 1]);
    double step = step(Math.max(1e-9, raw.top()), TICKS);
    this.top = step * Math.ceil(Math.max(1e-9, raw.top()) / step);
  }

  /**
   * The chart of a curve with at least one point, as an {@code svg} element.
   *
   * @param width of its own coordinate system; the page scales it
   */
  static String svg(Curve curve, int width, int height) {
    return new LineChart(curve, width, height).svg();
  }

  private String svg() {
    var svg = new StringBuilder();
    svg.append(
        Html.format(
            "<svg class=\"chart\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s by step\">",
            width, height, Html.text(smooth.name())));
    grid(svg);
    svg.append(
        Html.format(
            "<svg x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" overflow=\"hidden\">"
                + "<polyline class=\"raw\" points=\"%s\"/><polyline class=\"smooth\" points=\"%s\"/>"
                + "</svg>",
            LEFT, TOP, width - LEFT - RIGHT, height - TOP - BOTTOM, points(raw), points(smooth)));
    return svg.append("</svg>").toString();
  }

  private void grid(StringBuilder svg) {
    double stepY = step(top, TICKS);
    for (double value = 0; value <= top * 1.0001; value += stepY) {
      double y = TOP + y(value);
      svg.append(
          Html.format(
              "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                  + "<text class=\"tick\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
              LEFT, width - RIGHT, y, y, LEFT - 8, y + 4, number(value)));
    }
    double stepX = Math.max(1, step(to - from, width > 500 ? 8 : 4));
    for (double value = stepX * Math.ceil(from / stepX); value <= to; value += stepX) {
      svg.append(
          Html.format(
              "<text class=\"tick\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
              LEFT + x(value), height - BOTTOM + 18, number(value)));
    }
  }

  private String points(Curve curve) {
    var points = new StringBuilder();
    for (int i = 0; i < curve.x().length; i++) {
      if (Double.isFinite(curve.y()[i])) {
        points.append(Html.format("%.1f,%.1f ", x(curve.x()[i]), y(curve.y()[i])));
      }
    }
    return points.toString().strip();
  }

  private double x(double step) {
    return (step - from) / (to - from) * (width - LEFT - RIGHT);
  }

  private double y(double value) {
    return (1 - value / top) * (height - TOP - BOTTOM);
  }

  /** The round step (1, 2 or 5 times a power of ten) that cuts a span into about so many. */
  private static double step(double span, int count) {
    double rough = span / count;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double lead = rough / power;
    return (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10) * power;
  }

  private static String number(double value) {
    if (Math.abs(value) >= 10_000) {
      return Html.format("%.0fk", value / 1000);
    }
    var text = Html.format("%.4f", value).replaceAll("0+$", "");
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }
}
