package org.refspark.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.refspark.model.ParameterLayout.Slot;
import org.refspark.model.optim.OptimizerConfig;
import org.refspark.model.optim.Optimizers;

class TrainerTest {
  @Test
  void gradientDescentHalvesTheDistanceAndLeavesTheBufferToTheModel() {
    var model = new Bowl();
    var optimizer = Optimizers.create(OptimizerConfig.sgd(0.5), model.layout(), 10);
    try (var trainer = new Trainer(model, optimizer)) {
      double[] losses = new double[3];
      for (int t = 0; t < 3; t++) {
        losses[t] = trainer.step(List.of(), t, 0).loss();
      }
      assertArrayEquals(new double[] {2.5, 0.625, 0.15625}, losses, 1e-6);
      // The distance (-1, 2) has been halved three times; the buffer counts steps.
      assertArrayEquals(
          new float[] {1 - 0.125f, -2 + 0.25f, 3}, model.parameters().toFloatVector(), 1e-6f);
    }
  }

  @Test
  void trainerKeepsTheOptimiserStateBetweenSteps() {
    var model = new Bowl();
    var optimizer = Optimizers.create(OptimizerConfig.adamW(0.1, 0), model.layout(), 10);
    try (var trainer = new Trainer(model, optimizer)) {
      trainer.step(List.of(), 0, 0);
      trainer.step(List.of(), 1, 0);
      // Adam's first steps are as long as the rate; the second gradient is -0.9.
      assertEquals(0.2, model.parameters().getDouble(0), 1e-3);
      assertEquals(0.9 * -0.1 + 0.1 * -0.9, trainer.optimizerState().getDouble(0), 1e-6);
    }
  }

  /** {@code ½ |p − (1, −2)|²} with a buffer that counts steps. */
  private static final class Bowl implements ReferringModel {
    private final ParameterLayout layout =
        new ParameterLayout(
            List.of(
                new Slot("p", new long[] {2}, 0, "head", true),
                new Slot("steps", new long[] {1}, 2, "head", false)));
    private final INDArray parameters = Nd4j.zeros(3);
    private final INDArray lowest = Nd4j.createFromArray(1f, -2f);

    @Override
    public ParameterLayout layout() {
      return layout;
    }

    @Override
    public INDArray parameters() {
      return parameters;
    }

    @Override
    public StepReport gradient(List<Query> batch, long seed, INDArray gradient) {
      gradient.assign(parameters.get(NDArrayIndex.interval(0, 2)).sub(lowest));
      parameters.putScalar(2, parameters.getFloat(2) + 1);
      double distance = gradient.norm2Number().doubleValue();
      return new StepReport(1, distance * distance / 2, Map.of());
    }

    @Override
    public List<List<Detection>> detect(Query query, int maskSize) {
      throw new UnsupportedOperationException("a bowl finds nothing");
    }

    @Override
    public void close() {}
  }
}
