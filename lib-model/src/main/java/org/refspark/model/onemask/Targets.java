package org.refspark.model.onemask;

import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.graph.Graph;

/**
 * What a batch should be answered, as inputs of a training graph: the letterboxed mask of all
 * objects that are meant, taken at every ⌊i·S/side⌋-th pixel (nearest, as PyTorch resizes).
 */
public final class Targets {
  /**
   * Weights of a loss map.
   *
   * @param side of the map
   * @param perPixel what each pixel of an example weighs
   */
  record Weights(int side, double perPixel) {}

  private final Graph graph;
  private final int examples;
  private final Map<Integer, SDVariable> masks = new LinkedHashMap<>();
  private final Map<Weights, SDVariable> weights = new LinkedHashMap<>();

  Targets(Graph graph, int examples) {
    this.graph = graph;
    this.examples = examples;
  }

  /** Masks of that side, {@code [N, side, side]}, values 0 to 1. */
  public SDVariable masks(int side) {
    return masks.computeIfAbsent(side, s -> graph.input("target." + s, examples, side, side));
  }

  /** For {@link org.refspark.model.nn.Loss}: the mean over pixels and examples. */
  public SDVariable meanOverPixels(int side) {
    return weights(side, 1.0 / ((double) side * side));
  }

  /**
   * For {@link org.refspark.model.nn.Loss}: a sum over pixels, and the mean over examples.
   *
   * @param factor of the whole term
   */
  public SDVariable sumOverPixels(int side, double factor) {
    return weights(side, factor);
  }

  private SDVariable weights(int side, double perPixel) {
    return weights.computeIfAbsent(
        new Weights(side, perPixel),
        key -> graph.input("target.weights." + weights.size(), examples, side, side));
  }

  Map<Integer, SDVariable> masks() {
    return masks;
  }

  Map<Weights, SDVariable> weights() {
    return weights;
  }
}
