package org.refspark.jobs.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.refspark.jobs.command.Table;
import org.refspark.jobs.sweep.SweepResults.Mean;
import org.refspark.jobs.sweep.SweepResults.PointResult;
import org.refspark.jobs.sweep.SweepResults.State;
import org.refspark.jobs.sweep.SweepResults.TrialLine;

/** The results of a sweep as a table in Markdown, and as comma-separated values. */
final class SweepTable {
  private static final int LONGEST_NOTE = 60;

  private final SweepResults results;

  SweepTable(SweepResults results) {
    this.results = results;
  }

  /** Whether a point is compared with the first. */
  boolean isTested() {
    return results.points().stream().anyMatch(point -> !point.against().isEmpty());
  }

  /** The table with what has to be said below it. */
  String text() {
    var titles = new ArrayList<>(List.of(""));
    for (var metric : results.metrics()) {
      titles.add(shortName(metric));
      if (isPublished(metric)) {
        titles.add("published");
      }
    }
    boolean tested = isTested();
    boolean noted = results.points().stream().anyMatch(point -> !note(point).isEmpty());
    if (tested) {
      titles.addAll(List.of("to the first", "p"));
    }
    titles.addAll(List.of("trials", "min"));
    if (noted) {
      titles.add("note");
    }
    var table = new Table(titles.toArray(String[]::new));
    results.points().forEach(point -> table.row(row(point, tested, noted)));
    return table + "\n" + String.join("\n", notes()) + "\n";
  }

  static String shortName(String metric) {
    return metric.replace(".per-expression", "");
  }

  boolean isPublished(String metric) {
    return results.points().stream().anyMatch(point -> point.published().containsKey(metric));
  }

  private String[] row(PointResult point, boolean tested, boolean noted) {
    var cells = new ArrayList<>(List.of(cell(point.name())));
    for (var metric : results.metrics()) {
      cells.add(mean(point.metrics().get(metric)));
      if (isPublished(metric)) {
        var published = point.published().get(metric);
        cells.add(published == null ? "–" : format("%.2f", published));
      }
    }
    if (tested) {
      var against = point.against().get(results.metrics().get(0));
      cells.add(against == null ? "–" : format("%+.2f", 100 * against.difference()));
      cells.add(against == null ? "–" : p(against.p()));
    }
    cells.add("%d of %d".formatted(point.finished(), point.trials().size()));
    cells.add(minutes(point));
    if (noted) {
      cells.add(cell(note(point)));
    }
    return cells.toArray(String[]::new);
  }

  /** Mean and deviation in percent. */
  static String mean(Mean mean) {
    if (mean == null) {
      return "–";
    }
    var text = format("%.2f", 100 * mean.mean());
    return mean.trials() > 1 ? text + format(" ± %.2f", 100 * mean.deviation()) : text;
  }

  static String p(double p) {
    return p < 0.001 ? "< 0.001" : format("%.3f", p);
  }

  static String minutes(PointResult point) {
    var seconds = point.trials().stream().mapToDouble(TrialLine::seconds).filter(s -> s > 0);
    var mean = seconds.average();
    return mean.isPresent() ? format("%.1f", mean.getAsDouble() / 60) : "–";
  }

  static String note(PointResult point) {
    var notes = new ArrayList<String>();
    for (var trial : point.trials()) {
      if (trial.state() == State.FAILED) {
        var cause = trial.cause().lines().findFirst().orElse("");
        notes.add(
            "seed %d failed: %s".formatted(trial.seed(), Table.shortened(cause, LONGEST_NOTE)));
      }
    }
    first(point, State.STOPPED)
        .ifPresent(trial -> notes.add("stopped after %,d rounds".formatted(trial.rounds())));
    first(point, State.UNFINISHED).ifPresent(trial -> notes.add("not finished"));
    return String.join("; ", notes);
  }

  private static Optional<TrialLine> first(PointResult point, State state) {
    return point.trials().stream().filter(trial -> trial.state() == state).findFirst();
  }

  /** What has to be said below the table, line by line. */
  List<String> notes() {
    var lines = new ArrayList<String>();
    lines.add("In percent; mean ± standard deviation over seeds; min: of training, per trial.");
    if (isTested()) {
      lines.add(
          "To the first: difference of %s from %s; p by a paired bootstrap over pictures, all seeds of a picture together."
              .formatted(shortName(results.metrics().get(0)), results.points().get(0).name()));
    }
    if (results.metrics().stream().anyMatch(this::isPublished)) {
      lines.add(
          "Published: the paper's figures, of its data and size. Where this sweep's are others, only"
              + " the order may be compared.");
    }
    if (!results.scale().isEmpty()) {
      lines.add("Of all rows: " + results.scale() + ".");
    }
    results.points().stream()
        .flatMap(point -> point.trials().stream())
        .filter(trial -> trial.state() == State.FAILED)
        .forEach(trial -> lines.add(trial.name() + " failed: " + trial.cause()));
    return lines;
  }

  /** One line per trial: all its measures, fractions of 1. */
  String csv() {
    var names = new TreeSet<String>();
    results.points().forEach(p -> p.trials().forEach(t -> names.addAll(t.metrics().keySet())));
    var text = new StringBuilder("point,trial,seed,state,rounds,examples,seconds");
    names.forEach(name -> text.append(',').append(quoted(name)));
    text.append(",cause\n");
    for (var point : results.points()) {
      for (var trial : point.trials()) {
        text.append(
            format(
                "%s,%s,%d,%s,%d,%d,%.3f,",
                quoted(point.name()),
                quoted(trial.name()),
                trial.seed(),
                trial.state().name().toLowerCase(Locale.ROOT),
                trial.rounds(),
                trial.examples(),
                trial.seconds()));
        text.append(
            names.stream()
                .map(name -> trial.metrics().get(name))
                .map(value -> value == null ? "" : value.toString())
                .collect(Collectors.joining(",")));
        text.append(',').append(quoted(trial.cause())).append('\n');
      }
    }
    return text.toString();
  }

  private static String quoted(String text) {
    return text.matches("[^\",\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  /** A bar would end the cell. */
  private static String cell(String text) {
    return text.replace('|', '/').replaceAll("\\s+", " ");
  }

  private static String format(String template, Object... values) {
    return String.format(Locale.ROOT, template, values);
  }
}
