package org.refspark.jobs.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkConf;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.serializer.JavaSerializer;
import org.junit.jupiter.api.Test;
import scala.reflect.ClassTag$;

class StartValuesTest {
  @Test
  void tasksOfALocalMasterSeeTheDriversOwnValuesUntilTheRoundEnds() {
    float[] values = {1, 2, 3};
    try (var spark = ToyRun.spark("local[2]")) {
      var start = StartValues.of(spark, values);

      assertSame(values, start.values());
      var first = spark.parallelize(List.of(0), 1).map(i -> start.values()[i]).collect();
      assertEquals(List.of(1f), first);

      start.close();
      assertThrows(IllegalStateException.class, start::values);
    }
  }

  /** More than one slice, and a last one that is short. */
  @Test
  void valuesThatAreSentArriveBitForBit() {
    float[] values = new float[600_001];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(i * 2_654_435);
    }
    var serializer = new JavaSerializer(new SparkConf()).newInstance();
    var tag = ClassTag$.MODULE$.<StartValues.Cargo>apply(StartValues.Cargo.class);

    var bytes = serializer.serialize(new StartValues.Cargo(values), tag);
    StartValues.Cargo arrived = serializer.deserialize(bytes, tag);

    assertEquals(4.0 * values.length, bytes.limit(), 0.02 * bytes.limit());
    int[] expected = new int[values.length];
    int[] actual = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      expected[i] = Float.floatToRawIntBits(values[i]);
      actual[i] = Float.floatToRawIntBits(arrived.values[i]);
    }
    assertArrayEquals(expected, actual);
  }

  /** It would hide why a round failed, or fail one that went well. */
  @Test
  void aRemovalThatFailsIsNoFailureOfTheRound() {
    assertDoesNotThrow(new StartValues.Sent(new Unremovable(new TimeoutException()))::close);

    assertDoesNotThrow(new StartValues.Sent(new Unremovable(new InterruptedException()))::close);
    assertTrue(Thread.interrupted(), "the interruption stays visible");
  }

  private static final class Unremovable extends Broadcast<StartValues.Cargo> {
    private static final long serialVersionUID = 1L;

    private final Exception failure;

    Unremovable(Exception failure) {
      super(1, ClassTag$.MODULE$.apply(StartValues.Cargo.class));
      this.failure = failure;
    }

    @Override
    public StartValues.Cargo getValue() {
      throw new UnsupportedOperationException("it is not asked");
    }

    @Override
    public void doUnpersist(boolean blocking) {
      throw new UnsupportedOperationException("it is not asked");
    }

    @Override
    public void doDestroy(boolean blocking) {
      Undeclared.throwIt(failure);
    }
  }
}
