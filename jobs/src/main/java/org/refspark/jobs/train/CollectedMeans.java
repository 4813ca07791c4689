package org.refspark.jobs.train;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.refspark.jobs.train.WorkerOutput.InPlace;
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

  private static final int ABSENT = -1;

  private final Pieces pieces;
  private final float[] values;
  private final int[] examples;
  private final List<Report> reports = new ArrayList<>();
  private long firstArrival;

  private CollectedMeans(Pieces pieces, float[] values) {
    this.pieces = pieces;
    this.values = values;
    this.examples = new int[pieces.count()];
    Arrays.fill(examples, ABSENT);
  }

  /**
   * Runs the round's tasks; its problems are in the reports.
   *
   * @param workers that the round has
   * @param values takes the means, those that do not come in place already
   * @throws IllegalStateException where the reports tell of no problem, and yet a worker's report,
   *     or a piece of the values of all workers, has not come
   */
  static CollectedMeans of(
      JavaRDD<WorkerOutput> means, Pieces pieces, int workers, float[] values) {
    var collected = new CollectedMeans(pieces, values);
    int most = means.context().isLocal() ? pieces.count() + 1 : travellingTogether(pieces);
    // The partition of the reports is the first; a problem keeps the next job from being run.
    for (int from = 0; from <= pieces.count() && collected.isSound(); from += most) {
      collected.collect(means, from, Math.min(pieces.count() + 1, from + most));
    }
    if (collected.isSound()) {
      collected.checkWhole(workers);
    }
    return collected;
  }

  private static int travellingTogether(Pieces pieces) {
    return (int) Math.max(1, BYTES_PER_JOB / Float.BYTES / pieces.pieceLength());
  }

  /** In the order of the workers. */
  List<Report> reports() {
    return reports;
  }

  /** When the workers had all done their part, by {@link System#nanoTime}. */
  long firstArrival() {
    return firstArrival;
  }

  private boolean isSound() {
    return reports.stream().allMatch(report -> report.problem().isEmpty());
  }

  /** What is absent would be zeros among the values. */
  private void checkWhole(int workers) {
    var reporters = reports.stream().map(Report::worker).toList();
    int all = reports.stream().mapToInt(Report::examples).sum();
    var lacking = IntStream.range(0, examples.length).filter(i -> examples[i] != all).boxed();
    var pieceNumbers = lacking.toList();
    if (!reporters.equals(IntStream.range(0, workers).boxed().toList())
        || !pieceNumbers.isEmpty()) {
      throw new IllegalStateException(
          ("a round of %d workers and %d pieces came back in part: reports of the workers %s, who"
                  + " have seen %d examples; absent, or of other examples, are the pieces %s")
              .formatted(workers, examples.length, reporters, all, pieceNumbers));
    }
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
      } else if (output instanceof InPlace mean) {
        examples[partition - 1] = mean.examples();
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
    examples[piece] = mean.examples();
  }

  private interface Outputs
      extends Function2<TaskContext, Iterator<WorkerOutput>, WorkerOutput[]>, Serializable {}
}
