package org.refspark.jobs.bench;

import java.util.List;
import org.refspark.jobs.command.Table;

/**
 * One thing that was measured.
 *
 * @param name what it is
 * @param setting for which case
 * @param unit of the values
 * @param median of the repetitions
 * @param least of the repetitions
 * @param most of the repetitions
 */
record Figure(String name, String setting, String unit, double median, double least, double most) {

  static Figure of(String name, String setting, String unit, Spread spread) {
    return new Figure(name, setting, unit, spread.median(), spread.least(), spread.most());
  }

  /** What is there once only, such as a peak. */
  static Figure single(String name, String setting, String unit, double value) {
    return new Figure(name, setting, unit, value, value, value);
  }

  /** Figures, one a row. */
  static Table table(List<Figure> figures) {
    var table = new Table("what", "case", "median", "least", "most", "unit");
    for (var figure : figures) {
      table.row(
          figure.name(),
          figure.setting(),
          Table.number(figure.median()),
          Table.number(figure.least()),
          Table.number(figure.most()),
          figure.unit());
    }
    return table;
  }
}
