package org.refspark.jobs.report.page;

import java.util.ArrayList;
import java.util.List;

/**
 * One axis of a plot.
 *
 * @param from its lower end
 * @param to its upper end, above the lower
 */
record Axis(double from, double to) {
  static final int TICKS = 5;

  /** From the least to the greatest value, widened where they are the same. */
  static Axis tight(double least, double greatest) {
    return greatest > least
        ? new Axis(least, greatest)
        : new Axis(least - Math.max(0.5, Math.abs(least) / 20), greatest + 0.5);
  }

  /** With ends at round numbers, and at zero where that is not far. */
  static Axis round(double least, double greatest) {
    double low = least >= 0 && least < greatest / 2 ? 0 : least;
    double high = greatest > low ? greatest : low + (low == 0 ? 1 : Math.abs(low) / 10);
    double step = step(high - low);
    return new Axis(step * Math.floor(low / step + 1e-9), step * Math.ceil(high / step - 1e-9));
  }

  /** Where numbers stand. */
  List<Double> ticks() {
    double step = step(to - from);
    var ticks = new ArrayList<Double>();
    for (long i = (long) Math.ceil(from / step - 1e-6); i * step <= to + step * 1e-6; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  /** The share of the axis below a value. */
  double share(double value) {
    return (value - from) / (to - from);
  }

  /** The round step (1, 2 or 5 times a power of ten) that cuts a span into about so many. */
  private static double step(double span) {
    double rough = span / TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double lead = rough / power;
    return (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10) * power;
  }

  /** As the script of the page writes it too. */
  static String number(double value) {
    if (Math.abs(value) >= 10_000) {
      return Html.format("%.0fk", value / 1000);
    }
    var text = Html.format("%.4f", value).replaceAll("0+$", "");
    text = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    return text.equals("-0") ? "0" : text;
  }
}
