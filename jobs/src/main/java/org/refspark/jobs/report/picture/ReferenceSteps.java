package org.refspark.jobs.report.picture;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import org.refspark.data.image.Picture;
import org.refspark.model.Detection;
import org.refspark.model.ReferenceExplanation;

/**
 * Figure 5 of the GRM-Net paper: the proposals after the region proposal network with their
 * probabilities, the references of one candidate, and the outcome without and with references.
 * Solid frames are given as the answer; dashed ones are not, for their score is too low.
 */
final class ReferenceSteps {
  private static final int SHOWN_PROPOSALS = 12;
  private static final int SHOWN_REJECTED = 4;
  private static final double SHOWN_LEAST = 0.02;
  private static final Color REJECTED = new Color(0x8793A0);

  private final Picture picture;
  private final ReferenceExplanation explanation;
  private final double threshold;
  private final IntFunction<String> categories;

  /**
   * @param picture decoded
   * @param explanation of one expression on that picture
   * @param threshold score above which a detection is given as the answer
   * @param categories names by number
   */
  ReferenceSteps(
      Picture picture,
      ReferenceExplanation explanation,
      double threshold,
      IntFunction<String> categories) {
    this.picture = picture;
    this.explanation = explanation;
    this.threshold = threshold;
    this.categories = categories;
  }

  /** Proposals, references, outcome without references, outcome with them. */
  List<Panel> panels() {
    int k = explanation.references().size();
    return List.of(
        new Panel("Proposals and their probability", picture, proposals()),
        new Panel("A candidate and its %d references".formatted(k), picture, references()),
        outcome("Without references", explanation.withoutReferences()),
        outcome("With references", explanation.withReferences()));
  }

  private List<Mark> proposals() {
    var marks = new ArrayList<Mark>();
    for (int i = 0; i < Math.min(SHOWN_PROPOSALS, explanation.proposals().size()); i++) {
      var probability =
          String.format(Locale.ROOT, "%.2f", explanation.proposals().get(i).probability());
      marks.add(Mark.frame(box(i), Palette.instance(0), probability, Mark.Line.DASHED));
    }
    return marks;
  }

  private List<Mark> references() {
    var marks = new ArrayList<Mark>();
    marks.add(
        Mark.frame(
            box(explanation.candidate()), Palette.instance(1), "candidate", Mark.Line.SOLID));
    for (int i = 0; i < explanation.references().size(); i++) {
      var box = box(explanation.references().get(i));
      marks.add(Mark.frame(box, Palette.instance(2), Integer.toString(i + 1), Mark.Line.DASHED));
    }
    return marks;
  }

  private Panel outcome(String title, List<Detection> detections) {
    var answer = new ArrayList<Mark>();
    var rejected = new ArrayList<Mark>();
    for (var detection : detections) {
      var category = categories.apply(detection.category());
      if (detection.score() > threshold) {
        var color = Palette.instance(answer.size());
        answer.add(Mark.of(detection, color, category, Mark.Line.SOLID));
      } else if (detection.score() >= SHOWN_LEAST && rejected.size() < SHOWN_REJECTED) {
        rejected.add(Mark.of(detection, REJECTED, category, Mark.Line.DASHED));
      }
    }
    var said = answer.isEmpty() ? title + ": nothing found" : title;
    answer.addAll(rejected);
    return new Panel(said, picture, answer);
  }

  private double[] box(int proposal) {
    double size = explanation.inputSize();
    return Mark.fractions(explanation.proposals().get(proposal).box(), size, size);
  }
}
