package org.refspark.jobs.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.refspark.model.optim.Optimizer;

class StepPartsTest {
  private static final long MILLISECOND = 1_000_000;

  private final StepParts parts = new StepParts(new KernelTimes());

  @Test
  void whatComesAfterTheFirstGradientIsBackward() {
    for (int repetition = 0; repetition < 2; repetition++) {
      parts.begin();
      sleep(20);
      parts.ran("conv", 3 * MILLISECOND);
      sleep(10);
      parts.ran("conv_gradient", 5 * MILLISECOND);
      sleep(10);
      parts.ran("sum", 7 * MILLISECOND);
      parts.end();
    }

    var byName =
        parts.parts(2).stream()
            .collect(Collectors.toMap(StepParts.Part::name, StepParts.Part::milliseconds));
    assertEquals(3, byName.get("forward"), 1e-9);
    assertEquals(12, byName.get("backward"), 1e-9);
    assertTrue(byName.get("input") >= 16.9, byName.toString());
    // 10 − 5 and 10 − 7 ms.
    assertTrue(byName.get("between operations") >= 7.9, byName.toString());
    double shares = parts.parts(2).stream().mapToDouble(StepParts.Part::share).sum();
    assertEquals(1, shares, 1e-9);
  }

  @Test
  void updatesOfRepetitionsToWarmUpDoNotCount() {
    var optimizer = parts.timing(new Sleeper());
    update(optimizer);
    assertEquals(List.of(), parts.parts(1));

    parts.begin();
    parts.ran("conv", MILLISECOND);
    update(optimizer);
    parts.end();

    double update =
        parts.parts(1).stream()
            .filter(part -> part.name().equals("update"))
            .mapToDouble(StepParts.Part::milliseconds)
            .sum();
    assertTrue(update >= 19.9, "a single update: " + update);
    assertEquals(7, optimizer.stateLength());
  }

  private static void update(Optimizer optimizer) {
    optimizer.update(Nd4j.zeros(1), Nd4j.zeros(1), Nd4j.zeros(1), 0, 1);
  }

  private static final class Sleeper implements Optimizer {
    @Override
    public long stateLength() {
      return 7;
    }

    @Override
    public void update(
        INDArray parameters, INDArray gradient, INDArray state, long iteration, double rateFactor) {
      sleep(20);
    }
  }

  private static void sleep(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
