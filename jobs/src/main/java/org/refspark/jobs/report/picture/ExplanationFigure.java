package org.refspark.jobs.report.picture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import org.refspark.data.Instance;
import org.refspark.data.image.Picture;
import org.refspark.model.Detection;
import org.refspark.model.Explanation;
import org.refspark.model.LocalisationExplanation;
import org.refspark.model.QueryExplanation;
import org.refspark.model.ReferenceExplanation;
import org.refspark.model.ScoreMap;

/**
 * How a model came to its answer, as pictures.
 *
 * @param steps from the input to the answer and the ground truth
 * @param queries of models that have them, the weightiest first
 * @param note what the pictures mean
 */
public record ExplanationFigure(List<Panel> steps, List<QueryPanel> queries, String note) {
  private static final int SHOWN_QUERIES = 8;
  private static final int COLUMNS = 4;

  /**
   * What one query found.
   *
   * @param panel its mask
   * @param words of the expression as the model read it
   * @param attention how much the query looks at each word, 0 to 1
   */
  public record QueryPanel(Panel panel, List<String> words, double[] attention) {
    /** The word looked at most; empty where there are none. */
    String mainWord() {
      int best = 0;
      for (int i = 1; i < attention.length; i++) {
        best = attention[i] > attention[best] ? i : best;
      }
      return words.isEmpty() ? "" : words.get(best);
    }
  }

  public ExplanationFigure {
    steps = List.copyOf(steps);
    queries = List.copyOf(queries);
  }

  /**
   * Draws an explanation.
   *
   * @param picture decoded
   * @param targets objects that the expression means; none where that is not known
   * @param threshold score above which a detection is given as the answer
   * @param categories names by number
   */
  public static ExplanationFigure of(
      Picture picture,
      Explanation explanation,
      List<Instance> targets,
      double threshold,
      IntFunction<String> categories) {
    var drawing = new Drawing(picture, targets, threshold, categories);
    if (explanation instanceof ReferenceExplanation references) {
      return drawing.references(references);
    } else if (explanation instanceof QueryExplanation queries) {
      return drawing.queries(queries);
    }
    return drawing.localisation((LocalisationExplanation) explanation);
  }

  /**
   * All of it in one figure; of the queries the weightiest, each under the word it looks at most.
   */
  public Figure figure(String expression) {
    var panels = new ArrayList<>(steps);
    for (var query : queries.subList(0, Math.min(SHOWN_QUERIES, queries.size()))) {
      var panel = query.panel();
      panels.add(panel.titled(panel.title() + " · “" + query.mainWord() + "”"));
    }
    return new Figure(panels, expression, Math.min(COLUMNS, panels.size()));
  }

  private record Drawing(
      Picture picture, List<Instance> targets, double threshold, IntFunction<String> categories) {

    ExplanationFigure references(ReferenceExplanation explanation) {
      var steps = new ReferenceSteps(picture, explanation, threshold, categories).panels();
      return new ExplanationFigure(
          steps,
          List.of(),
          "Solid frames are the answer; dashed grey ones score too low. “Without references” sets"
              + " all reference vectors to zero.");
    }

    ExplanationFigure queries(QueryExplanation explanation) {
      var queries =
          explanation.queries().stream()
              .sorted(Comparator.comparingDouble(QueryExplanation.QueryMask::score).reversed())
              .map(
                  query ->
                      new QueryPanel(
                          heat(
                              String.format(Locale.ROOT, "score %.3f", query.score()),
                              query.mask()),
                          explanation.words(),
                          query.attention()))
              .toList();
      return new ExplanationFigure(
          steps(List.of(heat("Weighted sum", explanation.answer())), explanation.detections()),
          queries,
          "Each query looks at some words more than at others (the darker, the more) and finds a"
              + " mask; the masks are summed by their scores. Bright pixels are likely, dark ones"
              + " not.");
    }

    ExplanationFigure localisation(LocalisationExplanation explanation) {
      var heat = explanation.heat();
      var point = explanation.point();
      var place =
          Mark.place(new double[] {point[0] / heat.width(), point[1] / heat.height()}, Palette.INK);
      var located = new Panel("Where it is", HeatMap.over(picture, heat), List.of(place));
      return new ExplanationFigure(
          steps(
              List.of(located, heat("Segmentation", explanation.answer())),
              explanation.detections()),
          List.of(),
          "Bright pixels are likely, dark ones not; the ring marks the likeliest place.");
    }

    private List<Panel> steps(List<Panel> between, List<Detection> detections) {
      var overlay = new Overlay(picture, targets, categories);
      var steps = new ArrayList<Panel>();
      steps.add(new Panel("Input", picture, List.of()));
      steps.addAll(between);
      steps.add(overlay.prediction(detections, threshold).titled("Answer"));
      if (!targets.isEmpty()) {
        steps.add(overlay.truth());
      }
      return steps;
    }

    private Panel heat(String title, ScoreMap map) {
      return new Panel(title, HeatMap.over(picture, map), List.of());
    }
  }
}
