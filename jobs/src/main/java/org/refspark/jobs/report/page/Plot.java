package org.refspark.jobs.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * A plot: series of lines, bands and dots over one axis. It fills the width it is given, its
 * lettering keeps its size, and with the page's script it zooms by mouse, keys and buttons.
 *
 * <pre>
 * new Plot("mIoU over K", "K").series("GRM-Net").band(k, low, high).line(k, mean).dots(k, mean)
 * </pre>
 */
public final class Plot {
  private static final int SIZE = 1000;
  private static final int COLOURS = 8;
  private static final int MANY = 50;
  private static final double NEARLY_ALL = 0.98;

  private final String title;
  private final String along;
  private final List<Series> series = new ArrayList<>();
  private final List<Mark> marks = new ArrayList<>();
  private boolean flat;

  private enum Kind {
    BAND,
    FAINT,
    LINE,
    DOTS
  }

  /** Of bands, the upper edge follows the lower one. */
  private record Layer(Kind kind, double[] x, double[] low, double[] high) {}

  private record Series(String name, List<Layer> layers) {}

  private record Mark(double x, String text) {}

  /**
   * @param title what is shown, text
   * @param along what stands along the axis below, text
   */
  public Plot(String title, String along) {
    this.title = title;
    this.along = along;
  }

  /** Half as high as others: for plots that stand beside each other. */
  public Plot low() {
    flat = true;
    return this;
  }

  /** Begins a series with a colour of its own, to which what is added next belongs. */
  public Plot series(String name) {
    series.add(new Series(name, new ArrayList<>()));
    return this;
  }

  /** Adds a line; values that are not finite break it. */
  public Plot line(double[] x, double[] y) {
    return add(Kind.LINE, x, y, y);
  }

  /** Adds a curve as it is, faint, and smoothed, bold. */
  public Plot smoothed(Curve curve) {
    var raw = curve.thinned();
    var smooth = curve.smoothed().thinned();
    add(Kind.FAINT, raw.x(), raw.y(), raw.y());
    return add(Kind.LINE, smooth.x(), smooth.y(), smooth.y());
  }

  /** Adds dots. */
  public Plot dots(double[] x, double[] y) {
    return add(Kind.DOTS, x, y, y);
  }

  /** Adds a band from low to high. */
  public Plot band(double[] x, double[] low, double[] high) {
    return add(Kind.BAND, x, low, high);
  }

  /** Adds an upright line with words. */
  public Plot mark(double x, String text) {
    marks.add(new Mark(x, text));
    return this;
  }

  private Plot add(Kind kind, double[] x, double[] low, double[] high) {
    if (x.length == 0 || x.length != low.length || x.length != high.length) {
      throw new IllegalArgumentException(
          "%s: %d places, %d and %d values, expected as many, and one at least"
              .formatted(title, x.length, low.length, high.length));
    }
    series.get(series.size() - 1).layers().add(new Layer(kind, x, low, high));
    return this;
  }

  /** The plot as a {@code figure}; a sentence where there is nothing to plot. */
  public String html() {
    var finite =
        layers().stream().anyMatch(l -> DoubleStream.of(l.low()).anyMatch(Double::isFinite));
    if (!finite) {
      return Html.note(title + ": no values.");
    }
    var x = xAxis();
    var y = yAxis();
    var html = new StringBuilder();
    html.append(
        Html.format(
            "<figure class=\"plot%s\" data-x=\"%s %s\" data-y=\"%s %s\"><figcaption>%s</figcaption>"
                + "<div class=\"frame\"><svg viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\""
                + " role=\"img\" aria-label=\"%s\">",
            flat ? " flat" : "",
            x.from(),
            x.to(),
            y.from(),
            y.to(),
            Html.text(title),
            SIZE,
            SIZE,
            Html.text(title + " by " + along)));
    html.append("<path class=\"grid\" d=\"");
    y.ticks().forEach(tick -> html.append(Html.format("M0 %.2fH%d", up(y, tick), SIZE)));
    html.append("\"/>");
    for (int i = 0; i < series.size(); i++) {
      draw(html, i, x, y);
    }
    for (var mark : marks) {
      html.append(Html.format("<path class=\"mark\" d=\"M%.2f 0V%d\"/>", right(x, mark.x()), SIZE));
    }
    html.append("</svg>");
    letter(html, x, y);
    html.append(Html.format("</div><p class=\"along\">%s</p>", Html.text(along)));
    return legend(html).append("</figure>").toString();
  }

  private List<Layer> layers() {
    return series.stream().flatMap(one -> one.layers().stream()).toList();
  }

  private Axis xAxis() {
    double[] x =
        layers().stream().flatMapToDouble(layer -> DoubleStream.of(layer.x())).sorted().toArray();
    return Axis.tight(x[0], x[x.length - 1]);
  }

  /** Holds nearly all values of long lines: one early peak does not flatten the rest. */
  private Axis yAxis() {
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    for (var layer : layers()) {
      var low = DoubleStream.of(layer.low()).filter(Double::isFinite).min();
      double[] high = DoubleStream.of(layer.high()).filter(Double::isFinite).sorted().toArray();
      if (low.isPresent() && high.length > 0) {
        boolean peaks =
            high.length >= MANY && (layer.kind() == Kind.FAINT || layer.kind() == Kind.LINE);
        least = Math.min(least, low.getAsDouble());
        greatest = Math.max(greatest, high[(int) ((peaks ? NEARLY_ALL : 1) * (high.length - 1))]);
      }
    }
    return Axis.round(least, greatest);
  }

  private void draw(StringBuilder html, int number, Axis x, Axis y) {
    html.append(Html.format("<g class=\"s%d\">", number % COLOURS));
    for (var layer : series.get(number).layers()) {
      html.append(
          switch (layer.kind()) {
            case BAND -> path("band", band(layer, x, y));
            case FAINT -> path("faint", line(layer, x, y));
            case LINE -> path("line", line(layer, x, y));
            case DOTS -> path("dots", dots(layer, x, y));
          });
    }
    html.append("</g>");
  }

  private static String path(String kind, String drawn) {
    return "<path class=\"" + kind + "\" d=\"" + drawn + "\"/>";
  }

  private static String line(Layer layer, Axis x, Axis y) {
    var path = new StringBuilder();
    boolean broken = true;
    for (int i = 0; i < layer.x().length; i++) {
      if (Double.isFinite(layer.low()[i])) {
        path.append(broken ? 'M' : 'L').append(point(x, layer.x()[i], y, layer.low()[i]));
      }
      broken = !Double.isFinite(layer.low()[i]);
    }
    return path.toString();
  }

  private static String dots(Layer layer, Axis x, Axis y) {
    var path = new StringBuilder();
    for (int i = 0; i < layer.x().length; i++) {
      if (Double.isFinite(layer.low()[i])) {
        path.append('M').append(point(x, layer.x()[i], y, layer.low()[i])).append("h.01");
      }
    }
    return path.toString();
  }

  private static String band(Layer layer, Axis x, Axis y) {
    var path = new StringBuilder();
    char command = 'M';
    for (int i = 0; i < layer.x().length; i++) {
      if (isWhole(layer, i)) {
        path.append(command).append(point(x, layer.x()[i], y, layer.low()[i]));
        command = 'L';
      }
    }
    for (int i = layer.x().length - 1; i >= 0; i--) {
      if (isWhole(layer, i)) {
        path.append('L').append(point(x, layer.x()[i], y, layer.high()[i]));
      }
    }
    return path.append(path.isEmpty() ? "" : "Z").toString();
  }

  private static boolean isWhole(Layer layer, int at) {
    return Double.isFinite(layer.low()[at]) && Double.isFinite(layer.high()[at]);
  }

  private static String point(Axis x, double atX, Axis y, double atY) {
    return Html.format("%.2f %.2f", right(x, atX), up(y, atY));
  }

  private static double right(Axis axis, double value) {
    return SIZE * axis.share(value);
  }

  private static double up(Axis axis, double value) {
    return SIZE * (1 - axis.share(value));
  }

  private void letter(StringBuilder html, Axis x, Axis y) {
    for (double tick : y.ticks()) {
      html.append(label("y", "bottom", y.share(tick), Axis.number(tick)));
    }
    for (double tick : x.ticks()) {
      html.append(label("x", "left", x.share(tick), Axis.number(tick)));
    }
    for (var mark : marks) {
      html.append(
          Html.format(
              "<span class=\"said%s\" data-at=\"%s\" style=\"left:%.3f%%\">%s</span>",
              x.share(mark.x()) > 0.5 ? " before" : "",
              mark.x(),
              100 * x.share(mark.x()),
              Html.text(mark.text())));
    }
  }

  private static String label(String axis, String edge, double share, String text) {
    return Html.format(
        "<span class=\"%s\" style=\"%s:%.3f%%\">%s</span>", axis, edge, 100 * share, text);
  }

  private StringBuilder legend(StringBuilder html) {
    if (series.size() > 1) {
      html.append("<ul class=\"legend\">");
      for (int i = 0; i < series.size(); i++) {
        html.append(
            Html.format("<li class=\"s%d\">%s</li>", i % COLOURS, Html.text(series.get(i).name())));
      }
      html.append("</ul>");
    }
    return html;
  }
}
