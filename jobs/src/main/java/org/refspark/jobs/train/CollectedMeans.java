package org.refspark.jobs.train;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.refspark.jobs.train.WorkerOutput.Piece;
import org.refspark.jobs.train.WorkerOutput.Report;
import scala.Function2;
import scala.Predef;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;
import scala.runtime.BoxedUnit;

/**
 * Brings reports and means to the driver: each piece is copied to its place as it arrives, so that
 * no more of them are on their way than Spark fetches at once.
 */
final class CollectedMeans {
  // Spark limits the results of one job, by default to 1 GB.
  private static final long BYTES_PER_JOB = 512L << 20;

  private final Pieces pieces;
  private final float[] values;
  private final List<Report> reports = new ArrayList<>();
  private long firstArrival;

  private CollectedMeans(Pieces pieces) {
    this.pieces = pieces;
    this.values = new float[pieces.end(pieces.count() - 1)];
  }

  /** Runs the round's tasks; its problems are in the reports. */
  static CollectedMeans of(JavaRDD<WorkerOutput> means, Pieces pieces) {
    var collected = new CollectedMeans(pieces);
    int most = (int) Math.max(1, BYTES_PER_JOB / Float.BYTES / pieces.pieceLength());
    // The partition of the reports is the first; a round with a problem is collected no further.
    for (int from = 0; from <= pieces.count() && collected.isSound(); from += most) {
      collected.collect(means, from, Math.min(pieces.count() + 1, from + most));
    }
    return collected;
  }

  /** In the order of the workers. */
  List<Report> reports() {
    return reports;
  }

  /** All means, piece by piece. */
  float[] values() {
    return values;
  }

  /** When the workers had all done their part, by {@link System#nanoTime}. */
  long firstArrival() {
    return firstArrival;
  }

  private boolean isSound() {
    return reports.stream().allMatch(report -> report.problem().isEmpty());
  }

  private void collect(JavaRDD<WorkerOutput> means, int from, int to) {
    Function2<Object, WorkerOutput[], BoxedUnit> arrival =
        (position, outputs) -> accept(from + (Integer) position, outputs);
    means
        .rdd()
        .sparkContext()
        .runJob(
            means.rdd(),
            (Outputs) CollectedMeans::all,
            Predef.wrapIntArray(IntStream.range(from, to).toArray()),
            arrival,
            ClassTag$.MODULE$.apply(WorkerOutput[].class));
  }

  private static WorkerOutput[] all(TaskContext task, Iterator<WorkerOutput> partition) {
    var outputs = new ArrayList<WorkerOutput>();
    while (partition.hasNext()) {
      outputs.add(partition.next());
    }
    return outputs.toArray(WorkerOutput[]::new);
  }

  /** Spark calls this for one partition after the other. */
  private BoxedUnit accept(int partition, WorkerOutput[] outputs) {
    if (firstArrival == 0) {
      firstArrival = System.nanoTime();
    }
    for (var output : outputs) {
      if (output instanceof Piece mean) {
        place(partition - 1, mean);
      } else if (output instanceof Report report) {
        reports.add(report);
      }
    }
    return BoxedUnit.UNIT;
  }

  private void place(int piece, Piece mean) {
    ByteBuffer.wrap(mean.values())
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values, pieces.start(piece), pieces.end(piece) - pieces.start(piece));
  }

  private interface Outputs
      extends Function2<TaskContext, Iterator<WorkerOutput>, WorkerOutput[]>, Serializable {}
}
