package org.refspark.jobs.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.refspark.data.Instance;
import org.refspark.data.image.Pictures;
import org.refspark.jobs.evaluate.ExpressionResult;
import org.refspark.jobs.evaluate.Prediction;
import org.refspark.jobs.evaluate.PredictionTable;
import org.refspark.jobs.report.picture.Overlay;
import org.refspark.jobs.shard.ShardSet;
import org.refspark.jobs.storage.Storage;

/** Draws the pictures of a gallery: ground truth and prediction of single expressions. */
final class GalleryPictures {
  private static final int WIDTH = 560;
  private static final String FOLDER = "pictures";

  private final Storage report;
  private final String split;
  private final ShardSet shards;
  private final PredictionTable table;
  private final double threshold;
  private final Map<String, ShardSet.Entry> entries = new HashMap<>();
  private final Map<String, PredictionTable.File> files = new HashMap<>();
  private final Map<String, Card> drawn = new HashMap<>();

  /**
   * @param report folder of the page
   * @param split name of the evaluation
   * @param threshold score above which a detection is given as the answer
   */
  GalleryPictures(
      Storage report, String split, ShardSet shards, PredictionTable table, double threshold)
      throws IOException {
    this.report = report;
    this.split = split;
    this.shards = shards;
    this.table = table;
    this.threshold = threshold;
    shards.entries().forEach(entry -> entries.put(entry.id(), entry));
    for (var file : table.manifest().files()) {
      file.images().forEach(image -> files.put(image, file));
    }
  }

  /**
   * The cards of a group; each picture is drawn once.
   *
   * @param rank what the answers are compared by
   */
  List<Card> cards(List<ExpressionResult> results, GallerySelection.Rank rank) throws IOException {
    var cards = new ArrayList<Card>();
    for (var result : results) {
      var card = drawn.get(result.expression());
      if (card == null) {
        card = draw(result, rank);
        drawn.put(result.expression(), card);
      }
      cards.add(card);
    }
    return cards;
  }

  private Card draw(ExpressionResult result, GallerySelection.Rank rank) throws IOException {
    var image = shards.read(entries.get(result.image()));
    var prediction = prediction(result);
    var targets = new ArrayList<Instance>();
    prediction.targets().forEach(target -> targets.add(image.instances().get(target)));
    var picture = Pictures.decode(image.id(), image.picture());
    var overlay = new Overlay(picture, targets, names(shards.manifest().categories()));
    var name = FOLDER + "/" + split + "-" + (drawn.size() + 1);
    return new Card(
        result,
        rank,
        PanelFiles.write(report, name + "-truth", overlay.truth(), WIDTH),
        PanelFiles.write(
            report,
            name + "-prediction",
            overlay.prediction(prediction.detections(), threshold),
            WIDTH));
  }

  private Prediction prediction(ExpressionResult result) throws IOException {
    return table.read(files.get(result.image())).stream()
        .filter(prediction -> prediction.expression().equals(result.expression()))
        .findFirst()
        .orElseThrow(
            () ->
                new IOException(
                    "the predictions of %s lack expression %s; evaluate again"
                        .formatted(split, result.expression())));
  }

  private static IntFunction<String> names(List<String> categories) {
    return number -> number >= 1 && number <= categories.size() ? categories.get(number - 1) : "";
  }
}
