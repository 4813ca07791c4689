package org.refspark.model.onemask;

import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.Explanation;
import org.refspark.model.graph.Graph;

/**
 * A network that answers an expression with one mask, in two parts: what it sees in a picture
 * whatever is asked, and what it answers. Used for several graphs on the same weights, so it keeps
 * no variables.
 *
 * <p>P pictures with E expressions each make N = P·E examples; the expressions of a picture follow
 * each other.
 */
public interface MaskNetwork {
  /** S, side of the square input, pixels. */
  int imageSize();

  /** L, ids of an expression, marks and padding included. */
  int context();

  /** How pictures become numbers. */
  PixelScale pixelScale();

  /** Probabilities above this belong to the mask. */
  double threshold();

  /**
   * Adds what does not depend on the expression.
   *
   * @param pixels {@code [P, S, S, 3]}
   * @return maps of any shape whose first dimension is P
   */
  List<SDVariable> see(Graph graph, SDVariable pixels);

  /**
   * Adds what depends on the expression.
   *
   * @param seen what {@link #see} gave, each row repeated for the picture's expressions: first
   *     dimension N
   */
  Answer answer(Graph graph, List<SDVariable> seen, Words words);

  /**
   * Adds the terms of the loss, each of shape {@code [1]}.
   *
   * @return by name, in the order of reports; their sum is minimised
   */
  Map<String, SDVariable> losses(Graph graph, Answer answer, Targets targets);

  /** Explains one answer by the views that {@link #answer} named. */
  Explanation explain(Seen seen);
}
