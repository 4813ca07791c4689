package org.refspark.model.nn;

import org.junit.jupiter.api.Test;
import org.refspark.model.graph.GradientCheck;

/** Gradients of the losses. */
class LossTest {
  @Test
  void sigmoidCrossEntropyHasTheGradientOfItsValue() {
    GradientCheck.of(
            graph ->
                graph.one(
                    Loss.SIGMOID_CROSS_ENTROPY,
                    graph.input("x", 6),
                    graph.input("target", 6),
                    graph.input("weight", 6)))
        .given("x", -8, -1, 0, 0.5f, 3, 7)
        .constant("target", 1, 0, 1, 0.25f, 1, 0)
        .constant("weight", 1, 2, 0.5f, 1, 0, 0.1f)
        .passes();
  }

  @Test
  void absoluteDistanceHasTheGradientOfItsValue() {
    GradientCheck.of(
            graph ->
                graph.one(
                    Loss.L1,
                    graph.input("x", 4),
                    graph.input("target", 4),
                    graph.input("weight", 4)))
        .given("x", -3, 1, 2, 5)
        .constant("target", 1, 0.5f, 4, 5)
        .constant("weight", 1, 2, 0.25f, 0)
        .passes();
  }

  @Test
  void softmaxCrossEntropyHasTheGradientOfItsValue() {
    GradientCheck.of(
            graph ->
                graph.one(
                    Loss.SOFTMAX_CROSS_ENTROPY,
                    graph.input("x", 3, 4),
                    graph.input("target", 3),
                    graph.input("weight", 3)))
        .constant("target", 3, 0, 1)
        .constant("weight", 1, 0.5f, 0)
        .passes();
  }
}
