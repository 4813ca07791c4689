package org.refspark.model;

import java.util.List;
import java.util.Objects;

/**
 * How a model with global references came to its answer for one expression: the steps that Figure 5
 * of the GRM-Net paper shows.
 *
 * @param inputSize side of the square input, pixels; all boxes and masks here lie on that grid
 * @param proposals after the region proposal network, highest probability first
 * @param candidate index of the proposal whose references are shown
 * @param references indices of the K proposals that the candidate is seen against
 * @param withReferences detections as the model answers, highest score first; also those below the
 *     score that {@link ReferringModel#detect} keeps, so that a rejected object is seen with its
 *     probability
 * @param withoutReferences the same with all reference vectors set to zero
 */
public record ReferenceExplanation(
    int inputSize,
    List<Proposal> proposals,
    int candidate,
    List<Integer> references,
    List<Detection> withReferences,
    List<Detection> withoutReferences)
    implements Explanation {

  /**
   * One proposal.
   *
   * @param box {@code [x1, y1, x2, y2]}, exclusive, in pixels of the input
   * @param probability of holding something the expression means, in [0, 1]
   */
  public record Proposal(double[] box, double probability) {
    public Proposal {
      Objects.requireNonNull(box, "box");
      if (box.length != 4) {
        throw new IllegalArgumentException("a box has 4 values, but this one " + box.length);
      }
    }
  }

  public ReferenceExplanation {
    proposals = List.copyOf(proposals);
    references = List.copyOf(references);
    withReferences = List.copyOf(withReferences);
    withoutReferences = List.copyOf(withoutReferences);
    if (inputSize < 1) {
      throw new IllegalArgumentException(
          "the input is " + inputSize + " pixels, expected 1 or more");
    }
    Objects.checkIndex(candidate, proposals.size());
    for (int reference : references) {
      Objects.checkIndex(reference, proposals.size());
    }
  }
}
