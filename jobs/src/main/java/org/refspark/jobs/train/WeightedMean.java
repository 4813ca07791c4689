package org.refspark.jobs.train;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.refspark.jobs.train.WorkerOutput.InPlace;
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
  private final Pieces pieces;
  private final EndValues ends;

  /**
   * @param ends where the values are that do not travel
   */
  WeightedMean(Pieces pieces, EndValues ends) {
    this.pieces = pieces;
    this.ends = ends;
  }

  @Override
  public Iterator<WorkerOutput> call(Iterator<Tuple2<Long, WorkerOutput>> inOrder) {
    List<WorkerOutput> results = new ArrayList<>();
    Sum sum = null;
    while (inOrder.hasNext()) {
      var next = inOrder.next();
      var output = next._2();
      if (output instanceof Report) {
        results.add(output);
      } else {
        if (sum == null) {
          sum = new Sum(Pieces.pieceOf(next._1()), output.worker());
        }
        sum.add(output);
      }
    }
    if (sum != null) {
      results.add(sum.mean());
    }
    return results.iterator();
  }

  /** One piece, of one worker after the other. */
  private final class Sum {
    // A stretch that stays in the processor's cache, with its sums.
    private static final int SLICE = 1 << 12;
    // Workers that are read in one go, so that the sums of few take no memory.
    private static final int MOST_WAITING = 8;

    private final int worker;
    private final int start;
    private final int length;
    private final List<WorkerOutput> waiting = new ArrayList<>();
    private final float[] slice = new float[SLICE];
    private final double[] sums = new double[SLICE];
    // Of the workers that wait no longer; null where all do.
    private double[] before;
    private long examples;

    Sum(int piece, int firstWorker) {
      this.worker = firstWorker;
      this.start = pieces.start(piece);
      this.length = pieces.end(piece) - start;
    }

    void add(WorkerOutput values) {
      if (waiting.size() == MOST_WAITING) {
        before = ends.during(this::sums);
        waiting.clear();
      }
      waiting.add(values);
      examples += values.examples();
    }

    private double[] sums(Optional<EndValues.Round> round) {
      var all = before == null ? new double[length] : before;
      forEachSlice(
          (from, count) -> {
            sum(round, from, count);
            System.arraycopy(sums, 0, all, from, count);
          });
      return all;
    }

    WorkerOutput mean() {
      return ends.during(this::mean);
    }

    private WorkerOutput mean(Optional<EndValues.Round> round) {
      int all = Math.toIntExact(examples);
      if (round.isPresent()) {
        forEachSlice(
            (from, count) -> {
              mean(round, from, count);
              round.get().write(slice, start + from, count);
            });
        return new InPlace(worker, all);
      }
      if (isSingle() && waiting.get(0) instanceof Piece piece) {
        return piece;
      }
      var bytes = new byte[length * Float.BYTES];
      var values = floats(bytes);
      forEachSlice(
          (from, count) -> {
            mean(round, from, count);
            values.put(from, slice, 0, count);
          });
      return new Piece(worker, all, bytes);
    }

    private boolean isSingle() {
      return before == null && waiting.size() == 1;
    }

    private void mean(Optional<EndValues.Round> round, int from, int count) {
      if (isSingle()) {
        read(waiting.get(0), round, from, count);
        return;
      }
      sum(round, from, count);
      for (int i = 0; i < count; i++) {
        slice[i] = (float) (sums[i] / examples);
      }
    }

    /** Sums a slice of those that wait onto the sum of those before. */
    private void sum(Optional<EndValues.Round> round, int from, int count) {
      if (before == null) {
        Arrays.fill(sums, 0, count, 0);
      } else {
        System.arraycopy(before, from, sums, 0, count);
      }
      for (var values : waiting) {
        read(values, round, from, count);
        addWeighted(values.examples(), count);
      }
    }

    private void addWeighted(int weight, int count) {
      for (int i = 0; i < count; i++) {
        sums[i] += (double) slice[i] * weight;
      }
    }

    private void read(WorkerOutput values, Optional<EndValues.Round> round, int from, int count) {
      if (values instanceof Piece piece) {
        floats(piece.values()).get(from, slice, 0, count);
      } else {
        round.orElseThrow(EndValues::ended).read(values.worker(), start + from, slice, count);
      }
    }

    private void forEachSlice(Slice body) {
      for (int from = 0; from < length; from += SLICE) {
        body.at(from, Math.min(SLICE, length - from));
      }
    }
  }

  private interface Slice {
    void at(int from, int count);
  }

  private static FloatBuffer floats(byte[] values) {
    return ByteBuffer.wrap(values).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }
}
