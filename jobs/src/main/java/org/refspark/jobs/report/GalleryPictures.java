package org.refspark.jobs.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.refspark.jobs.evaluate.ExpressionResult;
import org.refspark.jobs.storage.Storage;

/** Draws the pictures of a gallery: ground truth and prediction of single expressions. */
final class GalleryPictures {
  private static final int WIDTH = 560;
  private static final String FOLDER = "pictures";

  private final Storage report;
  private final String split;
  private final AnswerPanels panels;
  private final Map<String, Card> drawn = new HashMap<>();

  /**
   * @param report folder of the page
   * @param split name of the evaluation
   * @param panels of that evaluation's answers
   */
  GalleryPictures(Storage report, String split, AnswerPanels panels) {
    this.report = report;
    this.split = split;
    this.panels = panels;
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
    var answer = panels.of(result);
    var name = FOLDER + "/" + split + "-" + (drawn.size() + 1);
    return new Card(
        result,
        rank,
        PanelFiles.write(report, name + "-truth", answer.truth(), WIDTH),
        PanelFiles.write(report, name + "-prediction", answer.prediction(), WIDTH));
  }
}
