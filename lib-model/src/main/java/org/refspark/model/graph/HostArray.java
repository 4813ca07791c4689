package org.refspark.model.graph;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A contiguous float32 array seen from Java: bulk copies by position, safe from several threads.
 * Before Java reads an array that a device wrote, and after Java wrote one, {@link #program} moves
 * it.
 */
public final class HostArray {
  /** Whether arrays lie in host memory, where libraries other than the backend's may read them. */
  public static final boolean ON_HOST = Nd4j.getEnvironment().isCPU();

  /** Of a line of the cache. */
  private static final int LINE_BYTES = 64;

  private HostArray() {}

  /**
   * An array of zeros that begins where a line of the cache does. Elsewhere each second vector
   * straddles two lines: a dilated convolution then takes 1.6 times as long.
   */
  public static INDArray zeros(long... shape) {
    if (!ON_HOST) {
      return Nd4j.zeros(DataType.FLOAT, shape);
    }
    long length = Shapes.length(shape);
    var room = Nd4j.zeros(DataType.FLOAT, length + LINE_BYTES / Float.BYTES);
    long past = room.data().addressPointer().address() % LINE_BYTES;
    return Shapes.view(room, (LINE_BYTES - past) % LINE_BYTES / Float.BYTES, shape);
  }

  /** The array's memory; positions count from the array's own first value. */
  public static FloatBuffer buffer(INDArray array) {
    var pointer = new FloatPointer(array.data().addressPointer()).capacity(array.length());
    return pointer.asBuffer();
  }

  /** A program in Java that reads and writes arrays, wrapped so that it sees the newest values. */
  public static Runnable program(INDArray[] reads, INDArray[] writes, Runnable body) {
    var affinity = Nd4j.getAffinityManager();
    return () -> {
      for (var array : reads) {
        affinity.ensureLocation(array, Location.HOST);
      }
      body.run();
      for (var array : writes) {
        if (array != null) {
          affinity.tagLocation(array, Location.HOST);
        }
      }
    };
  }

  /** All values. */
  public static float[] copy(INDArray from) {
    var values = new float[Math.toIntExact(from.length())];
    Nd4j.getAffinityManager().ensureLocation(from, Location.HOST);
    buffer(from).get(0, values);
    return values;
  }

  /** The values from one position to before another, in the array's own memory. */
  public static FloatBuffer range(INDArray array, int from, int to) {
    Nd4j.getAffinityManager().ensureLocation(array, Location.HOST);
    return buffer(array).slice(from, to - from);
  }

  /** Overwrites the array's first values with a range of others. */
  public static void write(INDArray to, float[] values, int begin, int end) {
    buffer(to).put(0, values, begin, end - begin);
    Nd4j.getAffinityManager().tagLocation(to, Location.HOST);
  }

  /** Overwrites the array's first values. */
  public static void write(INDArray to, float[] from) {
    write(to, 0, from);
  }

  /** Overwrites the array's values from a position on. */
  public static void write(INDArray to, int position, float[] from) {
    buffer(to).put(position, from);
    Nd4j.getAffinityManager().tagLocation(to, Location.HOST);
  }
}
