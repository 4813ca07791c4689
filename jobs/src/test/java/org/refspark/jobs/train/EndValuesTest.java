package org.refspark.jobs.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.refspark.jobs.device.Device;

/** Each test has a configuration of its own, and with it trainers of its own in the pool. */
class EndValuesTest {
  @Test
  void aTrainerIsNotKeptWhileAWorkerMayWaitForOne() {
    var factory = factory(1);
    try (var ends = EndValues.open(factory, 2, 1, new float[0])) {
      ends.begin(0);
      assertFalse(ends.keep(0, factory.create()));

      ends.begin(0);
      assertFalse(ends.keep(0, factory.create()), "a second attempt is no second worker");

      ends.begin(1);
      assertTrue(ends.keep(1, factory.create()));
    }
    try (var ends = EndValues.open(factory, 2, 2, new float[0])) {
      ends.begin(0);
      assertTrue(ends.keep(0, factory.create()), "both run at once: none waits");
    }
  }

  @Test
  void aKeptTrainerGoesBackWhenTheRoundEnds() {
    var factory = factory(2);
    var trainer = factory.create();
    try (var ends = EndValues.open(factory, 1, 1, new float[0])) {
      ends.begin(0);
      assertTrue(ends.keep(0, trainer));
      assertNotSame(trainer, TrainerPool.ofThisMachine().borrow(factory, Device.CPU));
    }
    assertSame(trainer, TrainerPool.ofThisMachine().borrow(factory, Device.CPU));
  }

  @Test
  void aSecondAttemptsTrainerGoesBackAtOnceAndTheFirstIsRead() {
    var factory = factory(3);
    var first = factory.create();
    var second = factory.create();
    first.load(filled(first.length(), 1));
    second.load(filled(first.length(), 2));
    try (var ends = EndValues.open(factory, 1, 1, new float[0])) {
      ends.begin(0);
      assertTrue(ends.keep(0, first));
      assertTrue(ends.keep(0, second));

      assertSame(second, TrainerPool.ofThisMachine().borrow(factory, Device.CPU));
      float[] read = new float[2];
      ends.during(
          round -> {
            // Parameters and the optimiser's state, across the border between them.
            round.orElseThrow().read(0, 2 * ToyModel.FEATURES, read, 2);
            return null;
          });
      assertArrayEquals(new float[] {1, 1}, read);
    }
  }

  @Test
  void aTrainerIsNotKeptWhereTheRoundIsUnknownOrHasEnded() {
    var factory = factory(4);
    var ends = EndValues.open(factory, 1, 1, new float[0]);
    ends.begin(0);
    ends.close();

    assertFalse(ends.keep(0, factory.create()));
    assertEquals(true, ends.during(round -> round.isEmpty()));
    // What a task of another process has.
    assertFalse(new EndValues(-1).keep(0, factory.create()));
  }

  private static ToyFactory factory(double rate) {
    return new ToyFactory(ToyFactory.Kind.MOMENTUM, rate, 0.125);
  }

  private static float[] filled(int length, float value) {
    float[] values = new float[length];
    Arrays.fill(values, value);
    return values;
  }
}
