package org.refspark.jobs.train;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.refspark.jobs.train.WorkerOutput.Piece;
import org.refspark.jobs.train.WorkerOutput.Report;
import scala.Tuple2;

/**
 * The mean of one piece over the workers, weighted by the examples each has seen. Pieces come in
 * the order of the workers, sums are float64, so the result depends on nothing else. A single
 * worker's piece passes as it is, bit for bit. Reports pass too.
 */
final class WeightedMean
    implements FlatMapFunction<Iterator<Tuple2<Long, WorkerOutput>>, WorkerOutput> {

  @Override
  public Iterator<WorkerOutput> call(Iterator<Tuple2<Long, WorkerOutput>> inOrder) {
    List<WorkerOutput> results = new ArrayList<>();
    var sum = new Sum();
    while (inOrder.hasNext()) {
      var output = inOrder.next()._2();
      if (output instanceof Piece piece) {
        sum.add(piece);
      } else if (output instanceof Report report) {
        results.add(report);
      }
    }
    if (sum.first != null) {
      results.add(sum.mean());
    }
    return results.iterator();
  }

  private static final class Sum {
    // A stretch that stays in the processor's cache.
    private static final int SLICE = 1 << 12;

    private final float[] slice = new float[SLICE];
    private Piece first;
    private double[] weighted;
    private long examples;

    void add(Piece piece) {
      if (first == null) {
        first = piece;
      } else {
        if (weighted == null) {
          weighted = new double[first.values().length / Float.BYTES];
          addWeighted(first);
        }
        addWeighted(piece);
      }
      examples += piece.examples();
    }

    private void addWeighted(Piece piece) {
      var values = floats(piece.values());
      int weight = piece.examples();
      for (int from = 0; from < weighted.length; from += SLICE) {
        int count = Math.min(SLICE, weighted.length - from);
        values.get(from, slice, 0, count);
        for (int i = 0; i < count; i++) {
          weighted[from + i] += (double) slice[i] * weight;
        }
      }
    }

    Piece mean() {
      if (weighted == null) {
        return first;
      }
      var mean = new byte[weighted.length * Float.BYTES];
      var values = floats(mean);
      for (int from = 0; from < weighted.length; from += SLICE) {
        int count = Math.min(SLICE, weighted.length - from);
        for (int i = 0; i < count; i++) {
          slice[i] = (float) (weighted[from + i] / examples);
        }
        values.put(from, slice, 0, count);
      }
      return new Piece(first.worker(), Math.toIntExact(examples), mean);
    }

    private static FloatBuffer floats(byte[] values) {
      return ByteBuffer.wrap(values).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }
  }
}
