package org.refspark.jobs.train;

import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.refspark.jobs.command.BoundedJob;
import org.refspark.jobs.command.CommandFailure;
import org.refspark.jobs.command.ExitCode;
import org.refspark.jobs.train.WorkerOutput.Report;

/**
 * Runs rounds on Spark. The workers' values are shuffled by piece, each piece is averaged in the
 * order of the workers, and the driver collects the means: W tasks, then one per piece.
 *
 * <p>The state is kept here and nowhere else, so that during a round the driver holds two copies:
 * the values that the round starts from, which a repeated task would need, and those that it ends
 * with. Results on their way come in small pieces. Where tasks run in this process, values do not
 * travel at all, see {@link EndValues}.
 */
final class AveragingRounds {
  /**
   * What a round came to.
   *
   * @param reports in the order of the workers
   * @param times where its time went
   */
  record Outcome(List<Report> reports, RoundTimes times) {}

  // Enough for a core that others use too not to keep the rest waiting for its last one.
  private static final int PIECES_PER_CORE = 4;

  private final JavaSparkContext spark;
  private final RoundSettings settings;
  private TrainingState state;
  // What the round before started from, to be overwritten; null where tasks run elsewhere, since
  // the driver is to hold one copy between rounds there. Large new arrays cost as much as
  // averaging.
  private float[] spare;

  /**
   * @param start the state before the first round; the caller lets go of it
   */
  AveragingRounds(JavaSparkContext spark, RoundSettings settings, TrainingState start) {
    this.spark = spark;
    this.settings = settings;
    this.state = start;
  }

  /** After the last round; the next but one overwrites its values. */
  TrainingState state() {
    return state;
  }

  /**
   * One round, after which {@link #state} is another. Where it fails there is no state any more:
   * the checkpoint has it.
   *
   * @param description for Spark's pages and messages
   * @throws CommandFailure where the round fails or passes its deadline, or a worker's loss or
   *     parameters are no longer numbers
   */
  Outcome run(RoundPlan plan, String description) {
    return BoundedJob.run(spark, description, settings.deadline(), () -> average(plan));
  }

  private Outcome average(RoundPlan plan) {
    long began = System.nanoTime();
    int parameters = state.parameters();
    int workers = plan.slices().size();
    var pieces = pieces(state.values().length, workers);
    var start = StartValues.of(spark, state.values());
    long sent = System.nanoTime();
    CollectedMeans collected;
    float[] values;
    try (start) {
      values = makeRoom();
      try (var ends = EndValues.open(settings.factory(), workers, tasksAtOnce(), values)) {
        collected = collect(plan, pieces, start, ends, values);
      }
    }
    state = new TrainingState(plan.next(), parameters, values);
    return new Outcome(
        collected.reports(), times(collected.reports(), began, sent, collected.firstArrival()));
  }

  /** Lets go of the state before it takes memory for the next. */
  private float[] makeRoom() {
    int length = state.values().length;
    var kept = spark.isLocal() ? state.values() : null;
    state = null;
    var room = spare == null ? new float[length] : spare;
    spare = kept;
    return room;
  }

  /** Few where none travels: then each is as much work for Spark as a large one. */
  private Pieces pieces(int length, int workers) {
    int atOnce = tasksAtOnce();
    return spark.isLocal() && workers <= atOnce
        ? Pieces.of(length, PIECES_PER_CORE * atOnce)
        : Pieces.of(length);
  }

  private CollectedMeans collect(
      RoundPlan plan, Pieces pieces, StartValues start, EndValues ends, float[] values) {
    int workers = plan.slices().size();
    var means =
        spark
            .parallelize(plan.slices(), workers)
            .flatMapToPair(new WorkerTask(settings, pieces, plan.from().iteration(), start, ends))
            .repartitionAndSortWithinPartitions(pieces)
            .mapPartitions(new WeightedMean(pieces, ends));
    try {
      var collected = CollectedMeans.of(means, pieces, workers, values);
      for (var report : collected.reports()) {
        if (!report.problem().isEmpty()) {
          throw diverged(report);
        }
      }
      return collected;
    } finally {
      means.rdd().cleanShuffleDependencies(false);
    }
  }

  private RoundTimes times(List<Report> reports, long began, long sent, long worked) {
    return new RoundTimes(
        (sent - began) / 1e9,
        (worked - sent) / 1e9,
        (System.nanoTime() - worked) / 1e9,
        0,
        reports.stream().mapToDouble(Report::stepSeconds).sum(),
        reports.stream().mapToDouble(Report::inputSeconds).sum(),
        Math.min(reports.size(), tasksAtOnce()));
  }

  private int tasksAtOnce() {
    return Math.max(1, spark.defaultParallelism() / spark.getConf().getInt("spark.task.cpus", 1));
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
}
