package org.refspark.jobs.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table in Markdown with straight columns: for terminals and for READMEs. */
public final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * @param titles of the columns
   */
  public Table(String... titles) {
    rows.add(List.of(titles));
  }

  /** Adds a row, a cell for each title. */
  public void row(String... cells) {
    rows.add(List.of(cells));
  }

  /** Four digits that count, at least. */
  public static String number(double value) {
    double size = Math.abs(value);
    int decimals = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  /** A text of at most so many characters, with "…" for what was left out. */
  public static String shortened(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
  }

  @Override
  public String toString() {
    int columns = rows.get(0).size();
    int[] widths =
        IntStream.range(0, columns)
            .map(c -> rows.stream().mapToInt(row -> row.get(c).length()).max().orElse(0))
            .toArray();
    var text = new StringBuilder();
    for (int r = 0; r < rows.size(); r++) {
      text.append(line(rows.get(r), widths, ' '));
      if (r == 0) {
        text.append(line(java.util.Collections.nCopies(columns, ""), widths, '-'));
      }
    }
    return text.toString();
  }

  private static String line(List<String> cells, int[] widths, char filling) {
    return IntStream.range(0, widths.length)
        .mapToObj(
            c -> {
              var blanks = String.valueOf(filling).repeat(widths[c] - cells.get(c).length());
              return filling + cells.get(c) + blanks + filling;
            })
        .collect(Collectors.joining("|", "|", "|" + System.lineSeparator()));
  }
}
