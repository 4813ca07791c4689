package org.refspark.jobs.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.refspark.data.DataFormatException;
import org.refspark.data.Instance;
import org.refspark.data.image.Pictures;
import org.refspark.jobs.evaluate.ExpressionResult;
import org.refspark.jobs.evaluate.Prediction;
import org.refspark.jobs.evaluate.PredictionTable;
import org.refspark.jobs.report.picture.Overlay;
import org.refspark.jobs.report.picture.Panel;
import org.refspark.jobs.shard.ShardSet;

/** What expressions mean and what an evaluation's model answered, as panels. */
public final class AnswerPanels {
  private final String split;
  private final ShardSet shards;
  private final PredictionTable table;
  private final double threshold;
  private final Map<String, ShardSet.Entry> entries = new HashMap<>();
  private final Map<String, PredictionTable.File> files = new HashMap<>();

  /**
   * One expression.
   *
   * @param truth the objects it means
   * @param prediction what the model answered
   */
  public record Answer(Panel truth, Panel prediction) {}

  /**
   * @param split name of the evaluation
   * @param table its predictions
   * @param threshold score above which a detection is given as the answer
   */
  public AnswerPanels(String split, ShardSet shards, PredictionTable table, double threshold)
      throws IOException {
    this.split = split;
    this.shards = shards;
    this.table = table;
    this.threshold = threshold;
    shards.entries().forEach(entry -> entries.put(entry.id(), entry));
    for (var file : table.manifest().files()) {
      file.images().forEach(image -> files.put(image, file));
    }
  }

  /** The panels of an expression. */
  public Answer of(ExpressionResult result) throws IOException {
    var image = shards.read(entries.get(result.image()));
    var prediction = prediction(result);
    var targets = new ArrayList<Instance>();
    prediction.targets().forEach(target -> targets.add(image.instances().get(target)));
    var picture = Pictures.decode(image.id(), image.picture());
    var overlay = new Overlay(picture, targets, names(shards.manifest().categories()));
    return new Answer(overlay.truth(), overlay.prediction(prediction.detections(), threshold));
  }

  private Prediction prediction(ExpressionResult result) throws IOException {
    return table.read(files.get(result.image())).stream()
        .filter(prediction -> prediction.expression().equals(result.expression()))
        .findFirst()
        .orElseThrow(
            () ->
                new DataFormatException(
                    split,
                    "the predictions lack expression %s; evaluate again"
                        .formatted(result.expression())));
  }

  private static IntFunction<String> names(List<String> categories) {
    return number -> number >= 1 && number <= categories.size() ? categories.get(number - 1) : "";
  }
}
