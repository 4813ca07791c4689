package org.refspark.jobs.evaluate;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Metrics as a table of plain text, in percent. */
public final class MetricsTable {
  private MetricsTable() {}

  /** The table of a split: all metrics with their intervals, then the main ones by group. */
  public static String of(MetricsDocument document) {
    var text = new StringBuilder();
    line(text, "%s · %,d expressions", document.split(), document.expressions());
    line(text, "%s", document.convention().line());
    var headline = document.metrics().get(document.convention().headline());
    if (headline != null && !document.convention().name().equals("none")) {
      line(
          text,
          "what papers of this convention print: %s %.2f",
          document.convention().headline(),
          100 * headline);
    }
    line(text, "");
    line(text, "  %-22s %8s   %s", "metric (%)", "value", "95 % interval");
    line(text, "  %s", "─".repeat(50));
    document
        .metrics()
        .forEach(
            (name, value) -> {
              var interval = document.intervals().get(name);
              var range =
                  interval == null
                      ? ""
                      : String.format(
                          Locale.ROOT, "%.2f – %.2f", 100 * interval.low(), 100 * interval.high());
              line(text, "  %-22s %8.2f   %s", name, 100 * value, range);
            });
    document.notes().forEach(note -> line(text, "  %s", note));
    var main = document.mainMetrics();
    document.breakdown().forEach((property, groups) -> group(text, property, groups, main));
    return text.toString().stripTrailing();
  }

  private static void group(
      StringBuilder text,
      String property,
      Map<String, MetricsDocument.Group> groups,
      List<String> main) {
    line(text, "");
    var head = new StringBuilder("  %-16s %6s".formatted("by " + property, "count"));
    main.forEach(metric -> head.append(" %8s".formatted(metric.replace(".per-expression", ""))));
    line(text, "%s", head);
    line(text, "  %s", "─".repeat(68));
    groups.forEach(
        (name, group) -> {
          var row = new StringBuilder("  %-16s %6d".formatted(name, group.expressions()));
          for (var metric : main) {
            var value = group.metrics().get(metric);
            row.append(
                value == null ? "        –" : String.format(Locale.ROOT, "%9.2f", 100 * value));
          }
          line(text, "%s", row);
        });
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }
}
