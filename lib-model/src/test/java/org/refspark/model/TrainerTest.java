package org.refspark.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
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

  @Test
  void whatATrainerLearntTravelsAsBytesAndBackAsValues() {
    var optimizer = Optimizers.create(OptimizerConfig.adamW(0.1, 0), new Bowl().layout(), 10);
    try (var trainer = new Trainer(new Bowl(), optimizer);
        var other = new Trainer(new Bowl(), optimizer)) {
      trainer.step(List.of(), 0, 0);
      // Three parameters, and Adam's two moments of the two trainable ones.
      assertEquals(7, trainer.length());
      float[] values = new float[7];
      floats(trainer, 0, 7).get(values);
      assertArrayEquals(trainer.model().parameters().toFloatVector(), Arrays.copyOf(values, 3));
      assertEquals(trainer.optimizerState().getFloat(0), values[3]);
      for (int from = 0; from <= 7; from++) {
        for (int to = from; to <= 7; to++) {
          float[] range = new float[to - from];
          floats(trainer, from, to).get(range);
          assertArrayEquals(Arrays.copyOfRange(values, from, to), range);
        }
      }

      other.load(values);
      assertEquals(trainer.step(List.of(), 1, 0), other.step(List.of(), 1, 0));
      assertArrayEquals(trainer.values(0, 7), other.values(0, 7));
      assertThrows(IllegalArgumentException.class, () -> other.load(new float[6]));
    }
  }

  private static FloatBuffer floats(Trainer trainer, int from, int to) {
    return ByteBuffer.wrap(trainer.values(from, to)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
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
