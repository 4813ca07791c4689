package org.refspark.jobs.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.refspark.jobs.config.EvaluateConfig;
import org.refspark.jobs.evaluate.ExpressionResult;
import org.refspark.jobs.evaluate.PredictionTable;
import org.refspark.jobs.report.page.Gallery;
import org.refspark.jobs.report.page.Html;
import org.refspark.jobs.report.page.PictureCard;
import org.refspark.jobs.report.page.PictureCard.Labelled;
import org.refspark.jobs.shard.ShardSet;

/** Pictures of an evaluation's answers: the best, those in the middle, the worst, and others. */
final class PicturesSection {
  private static final int WIDTH = 440;

  private final EvaluateConfig config;
  private final int each;

  /**
   * @param config names the threshold of shown detections and the seed of random pictures
   * @param each pictures of a group
   */
  PicturesSection(EvaluateConfig config, int each) {
    this.config = config;
    this.each = each;
  }

  /**
   * Draws the pictures.
   *
   * @param split name of the evaluation
   */
  String of(String split, ShardSet shards, PredictionTable table, List<ExpressionResult> results)
      throws IOException {
    var panels = new AnswerPanels(split, shards, table, config.shownThreshold());
    var rank = GallerySelection.Rank.of(results);
    var chosen = new LinkedHashMap<ExpressionResult, Set<String>>();
    for (var group : GallerySelection.of(results, each, config.seed())) {
      group
          .results()
          .forEach(
              result ->
                  chosen.computeIfAbsent(result, r -> new LinkedHashSet<>()).add(group.title()));
    }
    var cards = new ArrayList<PictureCard>();
    for (var one : chosen.entrySet()) {
      cards.add(card(one.getKey(), rank, List.copyOf(one.getValue()), panels));
    }
    var groups = new Gallery.Filter("group", "Which, by " + rank.title(), GallerySelection.TITLES);
    return new Gallery(List.of(groups), WIDTH).html(cards);
  }

  private static PictureCard card(
      ExpressionResult result, GallerySelection.Rank rank, List<String> groups, AnswerPanels panels)
      throws IOException {
    var answer = panels.of(result);
    var detail =
        Html.format(
            "%s · %sIoU %s · %s",
            String.join(", ", groups),
            rank == GallerySelection.Rank.AP ? "AP " + Html.percent(result.ap()) + " · " : "",
            Html.percent(result.iou()),
            result.image());
    return new PictureCard(
        result.text(),
        detail,
        Map.of("group", groups),
        List.of(
            new Labelled("Ground truth", answer.truth()),
            new Labelled("Prediction", answer.prediction())));
  }

  /** What stands in the place of pictures that cannot be drawn. */
  static String absent(String reason) {
    return Html.note("No pictures: " + reason);
  }
}
