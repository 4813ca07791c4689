package org.refspark.model.optim;

import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.HostLoop;
import org.refspark.model.graph.HostScratch;

/**
 * Adam (Kingma and Ba, 2015), and AdamW where decay acts on the weights (Loshchilov and Hutter,
 * 2019). At update t, from 1:
 *
 * <pre>
 * m = β₁ m + (1 − β₁) g        v = β₂ v + (1 − β₂) g²
 * p −= rate / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)
 * </pre>
 *
 * <p>State: m, then v. With ND4J's own updater an update takes two and a half times as long.
 */
final class Adam extends FlatOptimizer {
  private static final int BLOCK = 32768;

  private final double beta1;
  private final double beta2;
  private final double epsilon;

  Adam(
      OptimizerConfig config,
      List<UpdateRange> ranges,
      Schedule schedule,
      Optional<GradientClip> clip) {
    super(
        ranges,
        schedule,
        config.kind() == OptimizerConfig.Kind.ADAMW ? Decay.WEIGHTS : Decay.GRADIENT,
        clip);
    this.beta1 = config.beta1();
    this.beta2 = config.beta2();
    this.epsilon = config.epsilon();
  }

  @Override
  public long stateLength() {
    return 2 * length();
  }

  @Override
  INDArray direction(INDArray gradient, INDArray state, long iteration) {
    float first = (float) (1 / (1 - Math.pow(beta1, iteration + 1.0)));
    float second = (float) (1 / Math.sqrt(1 - Math.pow(beta2, iteration + 1.0)));
    var g = HostArray.buffer(gradient);
    var moments = HostArray.buffer(state);
    int length = Math.toIntExact(length());
    HostArray.program(
            new INDArray[] {gradient, state},
            new INDArray[] {gradient, state},
            () ->
                HostLoop.over(
                    (length + BLOCK - 1) / BLOCK,
                    block -> {
                      int from = block * BLOCK;
                      int count = Math.min(BLOCK, length - from);
                      var direction = HostScratch.floats(0, count);
                      var m = HostScratch.floats(1, count);
                      var v = HostScratch.floats(2, count);
                      g.get(from, direction, 0, count);
                      moments.get(from, m, 0, count);
                      moments.get(length + from, v, 0, count);
                      advance(direction, m, v, count);
                      direct(direction, m, v, count, first, second);
                      g.put(from, direction, 0, count);
                      moments.put(from, m, 0, count);
                      moments.put(length + from, v, 0, count);
                    }))
        .run();
    return gradient;
  }

  private void advance(float[] g, float[] m, float[] v, int count) {
    float keepM = (float) beta1;
    float keepV = (float) beta2;
    float addM = (float) (1 - beta1);
    float addV = (float) (1 - beta2);
    for (int i = 0; i < count; i++) {
      m[i] = keepM * m[i] + addM * g[i];
      v[i] = keepV * v[i] + addV * g[i] * g[i];
    }
  }

  private void direct(
      float[] direction, float[] m, float[] v, int count, float first, float second) {
    float small = (float) epsilon;
    for (int i = 0; i < count; i++) {
      direction[i] = first * m[i] / ((float) Math.sqrt(v[i]) * second + small);
    }
  }
}
