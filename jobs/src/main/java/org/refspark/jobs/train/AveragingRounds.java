package org.refspark.jobs.train;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.refspark.jobs.command.BoundedJob;
import org.refspark.jobs.command.CommandFailure;
import org.refspark.jobs.command.ExitCode;
import org.refspark.jobs.train.WorkerOutput.Piece;
import org.refspark.jobs.train.WorkerOutput.Report;

/**
 * Runs rounds on Spark. The workers' values are shuffled by piece, each piece is averaged in the
 * order of the workers, and the driver collects the means: W tasks, then one per piece.
 */
final class AveragingRounds {
  private static final int PIECE_LENGTH = 1 << 22;
  // 16 pieces of 16 MB: far below Spark's limit on the results of one job.
  private static final int PIECES_PER_JOB = 16;

  /**
   * What a round came to.
   *
   * @param state after it
   * @param reports in the order of the workers
   */
  record Outcome(TrainingState state, List<Report> reports) {}

  private final JavaSparkContext spark;
  private final RoundSettings settings;

  AveragingRounds(JavaSparkContext spark, RoundSettings settings) {
    this.spark = spark;
    this.settings = settings;
  }

  /**
   * One round.
   *
   * @param description for Spark's pages and messages
   * @throws CommandFailure where the round fails or passes its deadline, or a worker's loss or
   *     parameters are no longer numbers
   */
  Outcome run(RoundPlan plan, TrainingState state, String description) {
    return BoundedJob.run(spark, description, settings.deadline(), () -> average(plan, state));
  }

  private Outcome average(RoundPlan plan, TrainingState state) {
    var pieces = new Pieces(state.values().length, PIECE_LENGTH);
    var start = spark.broadcast(state);
    var means =
        spark
            .parallelize(plan.slices(), plan.slices().size())
            .flatMapToPair(new WorkerTask(settings, pieces, start))
            .repartitionAndSortWithinPartitions(pieces)
            .mapPartitions(new WeightedMean());
    try {
      var reports = reports(means);
      for (var report : reports) {
        if (!report.problem().isEmpty()) {
          throw diverged(report);
        }
      }
      return new Outcome(
          new TrainingState(plan.next(), state.parameters(), values(means, pieces)), reports);
    } finally {
      // Waits for the executors, so that no removal is under way when Spark stops; then the
      // driver's.
      start.unpersist(true);
      start.destroy();
      means.rdd().cleanShuffleDependencies(false);
    }
  }

  private static CommandFailure diverged(Report report) {
    var step = report.steps().get(report.steps().size() - 1);
    return new CommandFailure(
        ExitCode.USAGE,
        ("%s in iteration %d on worker %d, with the terms %s and the expressions %s. The round was"
                + " dropped; the last checkpoint is whole. Lower the learning rate, lengthen its"
                + " warm-up or tighten the clipping of gradients, and look at these expressions'"
                + " pictures.")
            .formatted(
                report.problem(), step.iteration(), report.worker(), step.parts(), step.ids()));
  }

  private static List<Report> reports(JavaRDD<WorkerOutput> means) {
    var reports = new ArrayList<Report>();
    for (var output : means.collectPartitions(new int[] {0})[0]) {
      reports.add((Report) output);
    }
    return reports;
  }

  private static float[] values(JavaRDD<WorkerOutput> means, Pieces pieces) {
    float[] values = new float[pieces.end(pieces.count() - 1)];
    for (int from = 0; from < pieces.count(); from += PIECES_PER_JOB) {
      int to = Math.min(pieces.count(), from + PIECES_PER_JOB);
      var results = means.collectPartitions(IntStream.range(from + 1, to + 1).toArray());
      for (int piece = from; piece < to; piece++) {
        var mean = (Piece) results[piece - from].get(0);
        System.arraycopy(mean.values(), 0, values, pieces.start(piece), mean.values().length);
      }
    }
    return values;
  }
}
