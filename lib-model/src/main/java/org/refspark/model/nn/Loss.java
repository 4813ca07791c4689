package org.refspark.model.nn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Kernel;

/**
 * Weighted losses as one scalar, Σ weight·loss, shape {@code [1]}. Inputs: prediction, target,
 * weight. All means and class weights are in the weights, so that padded samples simply weigh
 * nothing. Only the prediction has a gradient.
 */
public enum Loss implements Kernel {
  /** −t·ln σ(x) − (1 − t)·ln(1 − σ(x)); three arrays of one shape. */
  SIGMOID_CROSS_ENTROPY {
    @Override
    double value(float[] x, float[] target, float[] weight, float[] gradient) {
      double sum = 0;
      for (int i = 0; i < x.length; i++) {
        if (weight[i] != 0) {
          double e = Math.exp(-Math.abs(x[i]));
          sum += weight[i] * (Math.max(x[i], 0) - x[i] * target[i] + Math.log1p(e));
          double probability = x[i] >= 0 ? 1 / (1 + e) : e / (1 + e);
          gradient[i] = (float) (weight[i] * (probability - target[i]));
        }
      }
      return sum;
    }
  },
  /** |x − t|; three arrays of one shape. */
  L1 {
    @Override
    double value(float[] x, float[] target, float[] weight, float[] gradient) {
      double sum = 0;
      for (int i = 0; i < x.length; i++) {
        double distance = (double) x[i] - target[i];
        sum += weight[i] * Math.abs(distance);
        gradient[i] = (float) (weight[i] * Math.signum(distance));
      }
      return sum;
    }
  },
  /** −ln softmax(x)[t]; logits {@code [R, K]}, target class and weight {@code [R]}. */
  SOFTMAX_CROSS_ENTROPY {
    @Override
    double value(float[] x, float[] target, float[] weight, float[] gradient) {
      int classes = x.length / target.length;
      double sum = 0;
      for (int row = 0; row < target.length; row++) {
        if (weight[row] != 0) {
          sum +=
              weight[row]
                  * row(x, row * classes, classes, (int) target[row], weight[row], gradient);
        }
      }
      return sum;
    }

    private double row(float[] x, int at, int classes, int target, float weight, float[] gradient) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < classes; k++) {
        largest = Math.max(largest, x[at + k]);
      }
      double total = 0;
      for (int k = 0; k < classes; k++) {
        total += Math.exp(x[at + k] - largest);
      }
      for (int k = 0; k < classes; k++) {
        double probability = Math.exp(x[at + k] - largest) / total;
        gradient[at + k] = (float) (weight * (probability - (k == target ? 1 : 0)));
      }
      return largest + Math.log(total) - x[at + target];
    }
  };

  /** Returns the loss and writes its gradient; {@code gradient} holds zeros on entry. */
  abstract double value(float[] x, float[] target, float[] weight, float[] gradient);

  @Override
  public long[][] shapes(long[][] in) {
    return new long[][] {{1}};
  }

  @Override
  public boolean differentiable(int input) {
    return input == 0;
  }

  @Override
  public Reads reads() {
    return Reads.INPUTS;
  }

  private double evaluate(INDArray[] in, float[] gradient) {
    return value(HostArray.copy(in[0]), HostArray.copy(in[1]), HostArray.copy(in[2]), gradient);
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    return HostArray.program(
        in,
        out,
        () ->
            HostArray.write(
                out[0],
                new float[] {(float) evaluate(in, new float[Math.toIntExact(in[0].length())])}));
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    return HostArray.program(
        new INDArray[] {in[0], in[1], in[2], gradOut[0]},
        gradIn,
        () -> {
          var gradient = new float[Math.toIntExact(in[0].length())];
          evaluate(in, gradient);
          float upstream = HostArray.copy(gradOut[0])[0];
          for (int i = 0; i < gradient.length; i++) {
            gradient[i] *= upstream;
          }
          HostArray.write(gradIn[0], gradient);
        });
  }
}
