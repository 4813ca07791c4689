package org.refspark.jobs.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.refspark.jobs.config.EvaluateConfig;
import org.refspark.jobs.evaluate.ExpressionKinds;
import org.refspark.jobs.evaluate.ExpressionResult;
import org.refspark.jobs.evaluate.PredictionTable;
import org.refspark.jobs.report.page.Gallery;
import org.refspark.jobs.report.page.Html;
import org.refspark.jobs.report.page.PictureCard;
import org.refspark.jobs.report.page.PictureCard.Labelled;
import org.refspark.jobs.shard.ShardSet;

/** Pictures of an evaluation's answers: the best, those in the middle, the worst, and others. */
final class PicturesSection {
  private static final String GROUP = "group";
  private static final String CATEGORY = "category";
  private static final String OBJECTS = "objects";
  private static final String WORDS = "words";
  private static final int WIDTH = 440;
  private static final int OTHERS = 5;

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
    var chosen = chosen(results);
    var cards = new ArrayList<PictureCard>();
    for (var one : chosen.entrySet()) {
      cards.add(card(one.getKey(), rank, List.copyOf(one.getValue()), panels.of(one.getKey())));
    }
    return new Gallery(filters(chosen, rank), WIDTH).html(cards);
  }

  /** The expressions, each with the groups that it belongs to. */
  private Map<ExpressionResult, Set<String>> chosen(List<ExpressionResult> results) {
    var chosen = new LinkedHashMap<ExpressionResult, Set<String>>();
    for (var group : GallerySelection.of(results, each, config.seed())) {
      for (var result : group.results()) {
        chosen.computeIfAbsent(result, r -> new LinkedHashSet<>()).add(group.title());
      }
    }
    var others = GallerySelection.ofEachKind(results, OTHERS * each);
    others.results().forEach(result -> chosen.putIfAbsent(result, Set.of(others.title())));
    return chosen;
  }

  private static List<Gallery.Filter> filters(
      Map<ExpressionResult, Set<String>> chosen, GallerySelection.Rank rank) {
    var results = chosen.keySet();
    var groups = new LinkedHashSet<String>();
    chosen.values().forEach(groups::addAll);
    return List.of(
        new Gallery.Filter(GROUP, "Which, by " + rank.title(), List.copyOf(groups)),
        filter(results, CATEGORY, "Category"),
        filter(results, OBJECTS, "Objects meant"),
        filter(results, WORDS, "Words"));
  }

  private static Gallery.Filter filter(Set<ExpressionResult> results, String key, String label) {
    var values = new TreeSet<String>();
    results.forEach(result -> values.addAll(properties(result, List.of()).get(key)));
    return new Gallery.Filter(key, label, List.copyOf(values));
  }

  private static Map<String, List<String>> properties(
      ExpressionResult result, List<String> groups) {
    return Map.of(
        GROUP, groups,
        CATEGORY, List.of(result.category()),
        OBJECTS, List.of(ExpressionKinds.targets(result.objects())),
        WORDS, List.of(ExpressionKinds.words(result.text())));
  }

  private static PictureCard card(
      ExpressionResult result,
      GallerySelection.Rank rank,
      List<String> groups,
      AnswerPanels.Answer answer) {
    var detail =
        Html.format(
            "%s · %sIoU %s · means %d: %s · %s",
            String.join(", ", groups),
            rank == GallerySelection.Rank.AP ? "AP " + Html.percent(result.ap()) + " · " : "",
            Html.percent(result.iou()),
            result.objects(),
            result.category(),
            result.image());
    return new PictureCard(
        result.text(),
        detail,
        properties(result, groups),
        List.of(
            new Labelled("Ground truth", answer.truth()),
            new Labelled("Prediction", answer.prediction())));
  }

  /** What stands in the place of pictures that cannot be drawn. */
  static String absent(String reason) {
    return Html.note("No pictures: " + reason);
  }
}
