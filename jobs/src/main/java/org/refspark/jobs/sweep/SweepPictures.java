package org.refspark.jobs.sweep;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.evaluate.Evaluated;
import org.refspark.jobs.evaluate.ExpressionResult;
import org.refspark.jobs.report.AnswerPanels;
import org.refspark.jobs.report.page.Gallery;
import org.refspark.jobs.report.page.Html;
import org.refspark.jobs.report.page.PictureCard;
import org.refspark.jobs.report.page.PictureCard.Labelled;
import org.refspark.jobs.shard.ShardSet;
import org.refspark.jobs.storage.Storage;
import org.refspark.jobs.sweep.SweepResults.State;

/** The same expressions as the points of a sweep answer them, each by its first finished trial. */
final class SweepPictures {
  private static final int SHOWN = 8;
  private static final int MOST_POINTS = 8;
  private static final int WIDTH = 300;
  private static final Logger LOG = LogManager.getLogger(SweepPictures.class);

  private final Storage sweep;
  private final SweepResults results;
  private final double shownThreshold;

  SweepPictures(Storage sweep, SweepResults results, double shownThreshold) {
    this.sweep = sweep;
    this.results = results;
    this.shownThreshold = shownThreshold;
  }

  /** Cards of the expressions on which the points differ most; a sentence where there are none. */
  String html() throws IOException {
    try {
      var answers = answers();
      if (answers.isEmpty()) {
        return Html.note("No trial has finished.");
      }
      return cards(answers);
    } catch (DataFormatException | FileNotFoundException e) {
      LOG.warn("The report has no pictures: {}", e.getMessage());
      return Html.note("No pictures: " + e.getMessage());
    }
  }

  private Map<String, Evaluated> answers() throws IOException {
    var answers = new LinkedHashMap<String, Evaluated>();
    for (var point : results.points()) {
      var finished =
          point.trials().stream().filter(trial -> trial.state() == State.FINISHED).findFirst();
      if (finished.isPresent() && answers.size() < MOST_POINTS) {
        var run = SweepResults.run(sweep, finished.get());
        answers.put(point.name(), Evaluated.read(run, finished.get().evaluation()));
      }
    }
    return answers;
  }

  private String cards(Map<String, Evaluated> answers) throws IOException {
    var first = answers.values().iterator().next();
    var place = Storage.at(first.manifest().shards(), sweep.hadoopConfiguration());
    var byPoint = new LinkedHashMap<String, Map<String, ExpressionResult>>();
    answers.forEach((point, evaluated) -> byPoint.put(point, byExpression(evaluated)));
    var cards = new ArrayList<PictureCard>();
    try (var shards = ShardSet.open(place)) {
      var panels = new LinkedHashMap<String, AnswerPanels>();
      for (var answer : answers.entrySet()) {
        var evaluated = answer.getValue();
        panels.put(
            answer.getKey(),
            new AnswerPanels(
                evaluated.metrics().split(), shards, evaluated.predictions(), shownThreshold));
      }
      for (var result : chosen(first.results(), byPoint)) {
        cards.add(card(result, panels, byPoint));
      }
    }
    return Html.note(
            "Expressions on which the points differ most, one of a picture; each point's answer is"
                + " that of its first seed.")
        + new Gallery(List.of(), WIDTH).html(cards);
  }

  private static Map<String, ExpressionResult> byExpression(Evaluated evaluated) {
    var results = new HashMap<String, ExpressionResult>();
    evaluated.results().forEach(result -> results.put(result.expression(), result));
    return results;
  }

  /** Those whose IoU differs most between points that all have answered them. */
  private static List<ExpressionResult> chosen(
      List<ExpressionResult> all, Map<String, Map<String, ExpressionResult>> byPoint) {
    var pictures = new HashSet<String>();
    return all.stream()
        .filter(
            result ->
                byPoint.values().stream().allMatch(one -> one.containsKey(result.expression())))
        .sorted(
            Comparator.comparingDouble(
                    (ExpressionResult result) -> -spread(result.expression(), byPoint))
                .thenComparing(ExpressionResult::expression))
        .filter(result -> pictures.add(result.image()))
        .limit(SHOWN)
        .toList();
  }

  private static double spread(
      String expression, Map<String, Map<String, ExpressionResult>> byPoint) {
    var ious =
        byPoint.values().stream().mapToDouble(one -> one.get(expression).iou()).summaryStatistics();
    return ious.getMax() - ious.getMin();
  }

  private static PictureCard card(
      ExpressionResult asked,
      Map<String, AnswerPanels> panels,
      Map<String, Map<String, ExpressionResult>> byPoint)
      throws IOException {
    var pictures = new ArrayList<Labelled>();
    for (var point : panels.entrySet()) {
      var result = byPoint.get(point.getKey()).get(asked.expression());
      var answer = point.getValue().of(result);
      if (pictures.isEmpty()) {
        pictures.add(new Labelled("Ground truth", answer.truth()));
      }
      pictures.add(
          new Labelled(
              point.getKey() + ", IoU " + Html.percent(result.iou()), answer.prediction()));
    }
    return new PictureCard(asked.text(), asked.image(), Map.of(), pictures);
  }
}
