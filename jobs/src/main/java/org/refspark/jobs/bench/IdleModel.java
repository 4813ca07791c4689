package org.refspark.jobs.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.refspark.model.Detection;
import org.refspark.model.ParameterLayout;
import org.refspark.model.ParameterLayout.Slot;
import org.refspark.model.Query;
import org.refspark.model.ReferringModel;
import org.refspark.model.StepReport;

/** A network of so many weights that does nothing: what is left of a round is averaging. */
final class IdleModel implements ReferringModel {
  private static final long SEED = 1;

  private final ParameterLayout layout;
  private final INDArray parameters;
  private final Duration stepTime;

  /**
   * @param weights how many, 2 or more
   * @param stepTime that a step takes
   */
  IdleModel(long weights, Duration stepTime) {
    this.stepTime = stepTime;
    // All but one as buffers, which are averaged too: gradients would only take memory.
    this.layout =
        new ParameterLayout(
            List.of(
                new Slot("trained", new long[] {1}, 0, "", true),
                new Slot("kept", new long[] {weights - 1}, 1, "", false)));
    // Noise, as trained weights are: zeros would shrink where Spark is told to compress.
    this.parameters = Nd4j.rand(SEED, new long[] {weights});
  }

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
    try {
      Thread.sleep(stepTime.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in a step", e);
    }
    return new StepReport(batch.size(), 0, Map.of());
  }

  @Override
  public List<List<Detection>> detect(Query query, int maskSize) {
    throw new UnsupportedOperationException("it has no answers");
  }

  @Override
  public void close() {
    parameters.close();
  }
}
