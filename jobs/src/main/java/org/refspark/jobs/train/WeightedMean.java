package org.refspark.jobs.train;

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
    private Piece first;
    private double[] weighted;
    private long examples;

    void add(Piece piece) {
      if (first == null) {
        first = piece;
      } else {
        if (weighted == null) {
          weighted = new double[first.values().length];
          addWeighted(first);
        }
        addWeighted(piece);
      }
      examples += piece.examples();
    }

    private void addWeighted(Piece piece) {
      float[] values = piece.values();
      for (int i = 0; i < weighted.length; i++) {
        weighted[i] += (double) values[i] * piece.examples();
      }
    }

    Piece mean() {
      if (weighted == null) {
        return first;
      }
      float[] mean = new float[weighted.length];
      for (int i = 0; i < mean.length; i++) {
        mean[i] = (float) (weighted[i] / examples);
      }
      return new Piece(first.worker(), Math.toIntExact(examples), mean);
    }
  }
}
