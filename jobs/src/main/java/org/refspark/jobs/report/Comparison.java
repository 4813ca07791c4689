package org.refspark.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.refspark.jobs.command.Table;
import org.refspark.jobs.evaluate.Evaluated;
import org.refspark.jobs.evaluate.ExpressionResult;
import org.refspark.jobs.report.page.Html;
import org.refspark.jobs.storage.Storage;
import org.refspark.model.metrics.PairedBootstrap.Difference;

/**
 * How a run differs from another on the same expressions.
 *
 * @param a the first run
 * @param b the second run
 * @param differences b − a by name of the measure, of those that have a test
 * @param gained expressions that only the second answers right, most gained first
 * @param lost expressions that only the first answers right, most lost first
 */
record Comparison(
    Evaluated a,
    Evaluated b,
    Map<String, Difference> differences,
    List<Change> gained,
    List<Change> lost) {
  /** A p-value up to this speaks for a difference. */
  static final double LEVEL = 0.05;

  /** An answer is right from this IoU on. */
  static final double RIGHT = 0.5;

  private static final int ROUNDS = 10_000;

  // What a terminal has room for; the page has all.
  private static final int CHANGES_SHOWN = 12;
  private static final int LONGEST_VALUE = 30;

  /**
   * One expression.
   *
   * @param a how it went with the first run
   * @param b how it went with the second run
   */
  record Change(ExpressionResult a, ExpressionResult b) {
    double gain() {
      return b.iou() - a.iou();
    }

    private boolean crosses() {
      return a.iou() < RIGHT && b.iou() >= RIGHT;
    }

    private Change reversed() {
      return new Change(b, a);
    }
  }

  /**
   * A setting or fact.
   *
   * @param name its key
   * @param a with the first run; absent where it has none
   * @param b with the second run
   */
  record Changed(String name, String a, String b) {}

  /**
   * Compares two evaluations.
   *
   * @param seed of the bootstrap
   * @throws org.refspark.jobs.command.CommandFailure where they were not measured alike
   */
  static Comparison of(Evaluated a, Evaluated b, long seed) {
    var differences = a.differences(b, seed, ROUNDS);
    var others = new HashMap<String, ExpressionResult>();
    b.results().forEach(result -> others.put(result.expression(), result));
    var changes =
        a.results().stream()
            .map(result -> new Change(result, others.get(result.expression())))
            .sorted(
                Comparator.comparingDouble(Change::gain)
                    .reversed()
                    .thenComparing(change -> change.a().expression()))
            .toList();
    var mostLost = new ArrayList<>(changes);
    java.util.Collections.reverse(mostLost);
    return new Comparison(
        a,
        b,
        differences,
        changes.stream().filter(Change::crosses).toList(),
        mostLost.stream().filter(change -> change.reversed().crosses()).toList());
  }

  /** The first so many, of different pictures. */
  static List<Change> ofDifferentPictures(List<Change> changes, int count) {
    var pictures = new HashSet<String>();
    return changes.stream()
        .filter(change -> pictures.add(change.a().image()))
        .limit(count)
        .toList();
  }

  /** The runs' names: their folders, or their places where those are alike. */
  List<String> names() {
    var first = folder(a.run());
    var second = folder(b.run());
    return first.equals(second)
        ? List.of(a.run().place(), b.run().place())
        : List.of(first, second);
  }

  private static String folder(Storage run) {
    return run.place().substring(run.place().lastIndexOf('/') + 1);
  }

  /** Settings that differ, by key. */
  List<Changed> settings() {
    return changed(settings(a), settings(b));
  }

  private static Map<String, String> settings(Evaluated run) {
    var values = new TreeMap<String, String>();
    JsonNode configuration = run.record().configuration();
    FactsSection.flatten("", configuration, values);
    return values;
  }

  /** What differs in the data that were learnt from, the checkpoints and the versions. */
  List<Changed> facts() {
    return changed(facts(a), facts(b));
  }

  private static Map<String, String> facts(Evaluated run) {
    var values = new TreeMap<String, String>();
    var data = run.record().data();
    values.put("data: set and split", data.dataSet() + ", " + data.split());
    values.put("data: pictures", Html.format("%,d", data.pictures()));
    values.put("data: expressions", Html.format("%,d", data.expressions()));
    values.put("data: hash of the shards", Html.format("%.12s…", data.hash()));
    values.put("data: categories", Integer.toString(data.categories().size()));
    values.put("data: words", Integer.toString(data.vocabulary().size()));
    run.record().files().forEach((key, hash) -> values.put("file of " + key, short12(hash)));
    run.record().versions().forEach((name, version) -> values.put("version of " + name, version));
    values.put("checkpoint", run.manifest().checkpoint().split(" ")[0]);
    return values;
  }

  private static String short12(String hash) {
    return Html.format("%.12s…", hash);
  }

  private static List<Changed> changed(Map<String, String> a, Map<String, String> b) {
    var keys = new TreeSet<>(a.keySet());
    keys.addAll(b.keySet());
    return keys.stream()
        .map(key -> new Changed(key, a.getOrDefault(key, "–"), b.getOrDefault(key, "–")))
        .filter(change -> !change.a().equals(change.b()))
        .toList();
  }

  /** In one word and a half, what a difference is worth. */
  static String verdict(Difference difference) {
    if (!difference.isSignificant(LEVEL)) {
      var interval = difference.interval();
      return interval.low() == 0 && interval.high() == 0 ? "the same" : "not clear";
    }
    return difference.value() > 0 ? "better" : "worse";
  }

  /** A p-value: small ones are bounds, since the bootstrap cannot tell them apart. */
  static String p(Difference difference) {
    return difference.pValue() < 0.001 ? "< 0.001" : Html.format("%.3f", difference.pValue());
  }

  /** A difference in points of percent, with its sign. */
  static String points(double difference) {
    var text = Html.format("%+.1f", 100 * difference);
    return text.equals("-0.0") || text.equals("+0.0") ? "0.0" : text.replace('-', '−');
  }

  private String changes() {
    var changes = Stream.concat(settings().stream(), facts().stream()).toList();
    if (changes.isEmpty()) {
      return "Both have the same settings, data, versions and round.%n".formatted();
    }
    var table = new Table("what changed", "A", "B");
    changes.stream()
        .limit(CHANGES_SHOWN)
        .forEach(
            change ->
                table.row(
                    change.name(),
                    Table.shortened(change.a(), LONGEST_VALUE),
                    Table.shortened(change.b(), LONGEST_VALUE)));
    int more = changes.size() - CHANGES_SHOWN;
    return more > 0 ? table + "and %d more, on the page%n".formatted(more) : table.toString();
  }

  /** In short, for a terminal. */
  String text() {
    var names = names();
    var table = new Table("metric (%)", "A", "B", "B − A", "95 % interval", "p", "B is");
    differences.forEach(
        (name, difference) ->
            table.row(
                name,
                Html.percent(difference.a()),
                Html.percent(difference.b()),
                points(difference.value()),
                points(difference.interval().low()) + " to " + points(difference.interval().high()),
                p(difference),
                verdict(difference)));
    return "%s · %,d expressions%nA: %s%nB: %s%n%n%s%n%s%nGained: %d expressions, lost: %d%n"
        .formatted(
            a.metrics().split(),
            a.results().size(),
            names.get(0),
            names.get(1),
            changes(),
            table,
            gained.size(),
            lost.size());
  }
}
