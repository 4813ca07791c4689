package org.refspark.jobs.train;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.refspark.jobs.train.WorkerOutput.Piece;
import scala.Function2;
import scala.Predef;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;
import scala.runtime.BoxedUnit;

/**
 * Brings the means to the driver: each is copied to its place as it arrives, so that no more of
 * them are on their way than Spark fetches at once.
 */
final class CollectedMeans {
  // Spark limits the results of one job, by default to 1 GB.
  private static final long BYTES_PER_JOB = 512L << 20;

  private final Pieces pieces;
  private final float[] values;

  CollectedMeans(Pieces pieces) {
    this.pieces = pieces;
    this.values = new float[pieces.end(pieces.count() - 1)];
  }

  /** All values of these means. */
  float[] of(JavaRDD<WorkerOutput> means) {
    int most = (int) Math.max(1, BYTES_PER_JOB / Float.BYTES / pieces.pieceLength());
    for (int from = 0; from < pieces.count(); from += most) {
      collect(means, from, Math.min(pieces.count(), from + most));
    }
    return values;
  }

  private void collect(JavaRDD<WorkerOutput> means, int from, int to) {
    // Behind the partition of the reports.
    int[] partitions = IntStream.range(from + 1, to + 1).toArray();
    Function2<Object, Piece, BoxedUnit> arrival =
        (position, piece) -> place(from + (Integer) position, piece);
    means
        .rdd()
        .sparkContext()
        .runJob(
            means.rdd(),
            (OnlyPiece) (context, outputs) -> (Piece) outputs.next(),
            Predef.wrapIntArray(partitions),
            arrival,
            ClassTag$.MODULE$.apply(Piece.class));
  }

  private BoxedUnit place(int piece, Piece mean) {
    ByteBuffer.wrap(mean.values())
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values, pieces.start(piece), pieces.end(piece) - pieces.start(piece));
    return BoxedUnit.UNIT;
  }

  private interface OnlyPiece
      extends Function2<TaskContext, Iterator<WorkerOutput>, Piece>, Serializable {}
}
