package org.refspark.jobs.train;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.jobs.device.FakeEngine;
import org.refspark.model.Detection;
import org.refspark.model.ParameterLayout;
import org.refspark.model.Query;
import org.refspark.model.ReferringModel;
import org.refspark.model.StepReport;

/**
 * A model that fails where a thread is not bound to the GPU that it was made for, or another model
 * of this process computes there at the same time.
 */
final class BoundModel implements ReferringModel {
  private static final Set<Integer> BUSY = ConcurrentHashMap.newKeySet();
  private static final int STEP_MILLIS = 200;

  private final ReferringModel model;
  private final int gpu = Objects.requireNonNull(FakeEngine.bound(), "made without a GPU");

  BoundModel(ReferringModel model) {
    this.model = model;
  }

  private void check() {
    if (!Integer.valueOf(gpu).equals(FakeEngine.bound())) {
      throw new IllegalStateException(
          "made for GPU %d, used on %s".formatted(gpu, FakeEngine.bound()));
    }
  }

  @Override
  public StepReport gradient(List<Query> batch, long seed, INDArray gradient) {
    check();
    if (!BUSY.add(gpu)) {
      throw new IllegalStateException("two networks compute on GPU " + gpu);
    }
    try {
      Thread.sleep(STEP_MILLIS);
      return model.gradient(batch, seed, gradient);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      BUSY.remove(gpu);
    }
  }

  @Override
  public void prepare(List<Query> batch) {
    check();
    model.prepare(batch);
  }

  @Override
  public ParameterLayout layout() {
    return model.layout();
  }

  @Override
  public INDArray parameters() {
    return model.parameters();
  }

  @Override
  public List<List<Detection>> detect(Query query, int maskSize) {
    return model.detect(query, maskSize);
  }

  @Override
  public void close() {
    model.close();
  }
}
