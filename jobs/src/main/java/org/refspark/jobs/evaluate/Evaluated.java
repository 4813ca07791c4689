package org.refspark.jobs.evaluate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.command.CommandFailure;
import org.refspark.jobs.command.ExitCode;
import org.refspark.jobs.storage.Storage;
import org.refspark.jobs.train.RunRecord;
import org.refspark.model.metrics.PairedBootstrap;

/**
 * An evaluation of a run, whole: what is needed to compare it with that of another run.
 *
 * @param run the run directory
 * @param record what the run was asked to do
 * @param metrics what was measured, and how
 * @param predictions what they were measured from
 * @param manifest of the predictions
 * @param results by expression
 */
public record Evaluated(
    Storage run,
    RunRecord record,
    MetricsDocument metrics,
    PredictionTable predictions,
    PredictionTable.Manifest manifest,
    List<ExpressionResult> results) {
  private static final String FOLDER = "eval";
  private static final double SAME = 1e-9;

  // Of what numbers mean, all that two evaluations must have in common.
  private static final List<String> DECISIVE =
      List.of(
          "convention",
          "IoU",
          "grid",
          "ink",
          "sentences",
          MetricsDocument.PERMUTED,
          "score-threshold",
          "shown-threshold");

  /** The names of a run's evaluations. */
  public static List<String> names(Storage run) throws IOException {
    var names = new ArrayList<String>();
    for (var name : run.list(FOLDER)) {
      if (MetricsDocument.isIn(run.child(FOLDER + "/" + name))) {
        names.add(name);
      }
    }
    return names;
  }

  /**
   * Reads an evaluation of a run.
   *
   * @param name such as {@code test} or {@code testA-cris}
   * @throws DataFormatException where it is missing or not whole
   */
  public static Evaluated read(Storage run, String name) throws IOException {
    var folder = run.child(FOLDER + "/" + name);
    var record = RunRecord.read(run);
    if (!MetricsDocument.isIn(folder)) {
      throw new DataFormatException(
          folder.place(), "is not a whole evaluation: it has no metrics; refspark evaluate first");
    }
    var table = new PredictionTable(folder.child(Evaluation.PREDICTIONS));
    var metrics = MetricsDocument.read(folder);
    return new Evaluated(
        run,
        record,
        metrics,
        table,
        table.manifest(),
        ExpressionResult.read(folder, metrics.results()));
  }

  /**
   * How another evaluation differs from this one, by name of the measure.
   *
   * @param seed of the bootstrap over pictures
   * @param rounds of the bootstrap
   * @throws CommandFailure where the two cannot be compared: names what differs
   */
  public Map<String, PairedBootstrap.Difference> differences(
      Evaluated other, long seed, int rounds) {
    requireComparable(other);
    var all =
        PairedMetrics.of(results, other.results, metrics.convention().comparator(), seed, rounds);
    var both = new LinkedHashMap<String, PairedBootstrap.Difference>();
    all.forEach(
        (name, difference) -> {
          if (agrees(name, difference.a()) && other.agrees(name, difference.b())) {
            both.put(name, difference);
          }
        });
    return both;
  }

  /** Whether the document has that measure; of one folder, it and the results say the same. */
  private boolean agrees(String name, double value) {
    var said = metrics.metrics().get(name);
    if (said != null && Math.abs(said - value) > SAME) {
      throw new CommandFailure(
          ExitCode.DATA,
          "%s: expressions.jsonl comes to %s %.6f, but metrics.json says %.6f; evaluate again"
              .formatted(run.describe(FOLDER + "/" + metrics.split()), name, value, said));
    }
    return said != null;
  }

  /** Whether both were measured alike, so that differences mean something. */
  public boolean isComparableWith(Evaluated other) {
    return obstacles(other).isEmpty();
  }

  private void requireComparable(Evaluated other) {
    var differences = obstacles(other);
    if (!differences.isEmpty()) {
      throw new CommandFailure(
          ExitCode.DATA,
          "%s and %s were not measured alike (%s): %s. Evaluate both on the same shards by the same"
                  .formatted(run, other.run, metrics.split(), String.join("; ", differences))
              + " convention");
    }
  }

  /** In what they were not measured alike. */
  private List<String> obstacles(Evaluated other) {
    var differences = new ArrayList<String>();
    if (!manifest.dataHash().equals(other.manifest.dataHash())) {
      differences.add(
          "the data are %s (hash %.12s…) and %s (hash %.12s…)"
              .formatted(
                  manifest.shards(),
                  manifest.dataHash(),
                  other.manifest.shards(),
                  other.manifest.dataHash()));
    }
    for (var name : DECISIVE) {
      var here = metrics.conventions().getOrDefault(name, "absent");
      var there = other.metrics.conventions().getOrDefault(name, "absent");
      if (!here.equals(there)) {
        differences.add("%s: \"%s\" and \"%s\"".formatted(name, here, there));
      }
    }
    var threshold = manifest.made().maskThreshold();
    var otherThreshold = other.manifest.made().maskThreshold();
    if (!threshold.equals(otherThreshold) && !(hasOwnThreshold() && other.hasOwnThreshold())) {
      differences.add("masks above %s and above %s".formatted(threshold, otherThreshold));
    }
    if (differences.isEmpty() && !ids().equals(other.ids())) {
      differences.add(
          "%,d and %,d expressions, which are not the same"
              .formatted(results.size(), other.results.size()));
    }
    return differences;
  }

  /** Models may differ in their own thresholds, which are part of them. */
  private boolean hasOwnThreshold() {
    return manifest.made().namedMaskThreshold().equals(MaskThreshold.of(record));
  }

  private HashSet<String> ids() {
    var ids = new HashSet<String>();
    results.forEach(result -> ids.add(result.expression()));
    return ids;
  }
}
