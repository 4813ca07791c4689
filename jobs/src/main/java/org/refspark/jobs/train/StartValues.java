package org.refspark.jobs.train;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The values that a round starts from, where its tasks find them. A handle travels with the tasks;
 * on the driver there is one copy, whoever holds the handle.
 */
sealed interface StartValues extends Serializable, AutoCloseable {
  /**
   * Hands the values over.
   *
   * @param values parameters, then optimiser state; nobody may change them before this is closed
   *     and the round's tasks have ended
   */
  static StartValues of(JavaSparkContext spark, float[] values) {
    // Tasks of a local master share the driver's memory: nothing has to be written for them.
    return spark.isLocal() ? InThisProcess.keep(values) : Sent.broadcast(spark, values);
  }

  /** The values, for a task. */
  float[] values();

  /**
   * The values, for the driver, whose own are gone: a round that does not count goes back to them.
   *
   * @param room as long as the values; they may come to lie there
   */
  float[] back(JavaSparkContext spark, float[] room);

  /**
   * Gives the memory back, here and on executors; no task may ask any more. What fails is logged: a
   * round is none the worse for it.
   */
  @Override
  void close();

  /** Values that lie in the driver's own memory, as the tasks do. */
  record InThisProcess(long number) implements StartValues {
    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final Map<Long, float[]> KEPT = new ConcurrentHashMap<>();

    static StartValues keep(float[] values) {
      long number = NUMBERS.incrementAndGet();
      KEPT.put(number, values);
      return new InThisProcess(number);
    }

    @Override
    public float[] values() {
      var values = KEPT.get(number);
      if (values == null) {
        throw EndValues.ended();
      }
      return values;
    }

    @Override
    public float[] back(JavaSparkContext spark, float[] room) {
      return values();
    }

    @Override
    public void close() {
      KEPT.remove(number);
    }
  }

  /** Values that go to the executors as a broadcast. */
  record Sent(Broadcast<Cargo> broadcast) implements StartValues {
    private static final Logger LOG = LoggerFactory.getLogger(StartValues.class);

    static StartValues broadcast(JavaSparkContext spark, float[] values) {
      var cargo = new Cargo(values);
      var sent = new Sent(spark.broadcast(cargo));
      // Spark holds the written form to send; a second one is of no use to the driver.
      cargo.values = null;
      return sent;
    }

    @Override
    public float[] values() {
      return broadcast.value().values;
    }

    /** From an executor, piece by piece: the driver holds them as blocks to send, not as values. */
    @Override
    public float[] back(JavaSparkContext spark, float[] room) {
      var pieces = Pieces.of(room.length);
      var numbers = IntStream.range(0, pieces.count()).boxed().toList();
      var cut =
          spark
              .parallelize(numbers, pieces.count())
              .map(i -> Arrays.copyOfRange(values(), pieces.start(i), pieces.end(i)));
      var arriving = cut.toLocalIterator();
      for (int piece = 0; arriving.hasNext(); piece++) {
        float[] values = arriving.next();
        System.arraycopy(values, 0, room, pieces.start(piece), values.length);
      }
      return room;
    }

    // Spark throws checked exceptions that it does not declare, such as one of its time-outs.
    @Override
    public void close() {
      try {
        // Waits: the next round must not find the old values still in memory, nor Spark stop while
        // a removal is under way.
        broadcast.destroy(true);
      } catch (Exception e) {
        LOG.warn(
            "The values that a round started from could not be removed from all executors: {}."
                + " Training goes on; until Spark's own clean-up removes them, executors have less"
                + " memory and may write to their disks. Look at the executors where this is said"
                + " again and again.",
            e.toString());
        if (e instanceof InterruptedException) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  /** Writes itself in bulk: Java's own way takes several times as long for floats. */
  final class Cargo implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int SLICE = 1 << 18;

    transient float[] values;

    Cargo(float[] values) {
      this.values = values;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
      // Where the driver is short of memory, Spark writes the emptied one to disk.
      int length = values == null ? 0 : values.length;
      out.writeInt(length);
      var bytes = ByteBuffer.allocate(SLICE * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (int from = 0; from < length; from += SLICE) {
        int count = Math.min(SLICE, length - from);
        bytes.asFloatBuffer().put(values, from, count);
        out.write(bytes.array(), 0, count * Float.BYTES);
      }
    }

    private void readObject(ObjectInputStream in) throws IOException {
      values = new float[in.readInt()];
      var bytes = ByteBuffer.allocate(SLICE * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (int from = 0; from < values.length; from += SLICE) {
        int count = Math.min(SLICE, values.length - from);
        in.readFully(bytes.array(), 0, count * Float.BYTES);
        bytes.asFloatBuffer().get(values, from, count);
      }
    }
  }
}
