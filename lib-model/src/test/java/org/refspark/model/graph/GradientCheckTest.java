package org.refspark.model.graph;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The check finds wrong gradients; the graph sums and reshapes gradients rightly. */
class GradientCheckTest {
  /** x², whose gradient is off by a factor. */
  private record Square(float factor) implements Kernel {
    @Override
    public String name() {
      return "square";
    }

    @Override
    public long[][] shapes(long[][] inputs) {
      return new long[][] {inputs[0].clone()};
    }

    @Override
    public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
      return () -> out[0].assign(in[0].mul(in[0]));
    }

    @Override
    public Runnable backward(
        INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
      return () -> gradIn[0].assign(in[0].mul(gradOut[0]).mul(2 * factor));
    }
  }

  private static GradientCheck square(float factor) {
    return GradientCheck.of(graph -> graph.one(new Square(factor), graph.input("x", 3, 4)));
  }

  @Test
  void aRightGradientPasses() {
    square(1).passes();
  }

  @Test
  void aGradientOffByOnePercentIsFound() {
    var found = assertThrows(AssertionError.class, () -> square(1.01f).passes());
    assertTrue(found.getMessage().startsWith("gradient of x[3, 4] at "), found.getMessage());
  }

  @Test
  void aGradientThatIsSilentlyZeroIsFound() {
    assertThrows(AssertionError.class, () -> square(0).passes());
  }

  @Test
  void severalReadersAddTheirGradients() {
    GradientCheck.of(
            graph -> {
              var x = graph.input("x", 2, 6);
              var once = graph.one(new Square(1), x);
              var twice = graph.one(new Square(1), once);
              return graph.sum(x, once, graph.sum(once, twice), x);
            })
        .passes();
  }

  @Test
  void reshapedArraysPassTheirGradientBack() {
    GradientCheck.of(
            graph -> {
              var x = graph.input("x", 2, 6);
              var flat = graph.reshape(x, 12);
              var deep = graph.reshape(graph.reshape(graph.one(new Square(1), flat), 3, -1), 2, 6);
              return graph.sum(deep, graph.reshape(flat, 2, 6), x);
            })
        .passes();
  }
}
