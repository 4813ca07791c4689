package org.refspark.jobs.train;

import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.refspark.jobs.command.BoundedJob;
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
  record Outcome(List<Report> reports, RoundTimes times) {
    /**
     * Of the first worker whose loss or weights are no longer numbers: the round does not count.
     */
    Optional<Report> problem() {
      return reports.stream().filter(report -> !report.problem().isEmpty()).findFirst();
    }
  }

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
   * One round, after which {@link #state} is another, unless it has a problem: then the state is
   * what it was. Where the round fails there is no state any more: the checkpoint has it.
   *
   * @param description for Spark's pages and messages
   * @throws org.refspark.jobs.command.CommandFailure where the round fails or passes its deadline
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
    try (start) {
      float[] values = makeRoom();
      CollectedMeans collected;
      try (var ends = EndValues.open(settings.factory(), workers, tasksAtOnce(), values)) {
        collected = collect(plan, pieces, start, ends, values);
      }
      var reports = collected.reports();
      var outcome = new Outcome(reports, times(reports, began, sent, collected.firstArrival()));
      state =
          outcome.problem().isEmpty()
              ? new TrainingState(plan.next(), parameters, values)
              : new TrainingState(plan.from(), parameters, goBack(start, values));
      return outcome;
    }
  }

  /** The next round starts where this one did. */
  private float[] goBack(StartValues start, float[] room) {
    float[] values = start.back(spark, room);
    if (spark.isLocal()) {
      spare = room;
    }
    return values;
  }

  /** The same values elsewhere in the run's order: after a round that did not count. */
  void goOnFrom(Cursor cursor) {
    state = new TrainingState(cursor, state.parameters(), state.values());
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
    var task = new WorkerTask(settings, pieces, plan.from(), start, ends);
    var means =
        settings
            .stage()
            .on(spark.parallelize(plan.slices(), workers))
            .flatMapToPair(task)
            .repartitionAndSortWithinPartitions(pieces)
            .mapPartitions(new WeightedMean(pieces, ends));
    try {
      return CollectedMeans.of(means, pieces, workers, values);
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
        0,
        reports.stream().mapToDouble(Report::stepSeconds).sum(),
        reports.stream().mapToDouble(Report::inputSeconds).sum(),
        Math.min(reports.size(), tasksAtOnce()));
  }

  private int tasksAtOnce() {
    int onCores =
        Math.max(1, spark.defaultParallelism() / spark.getConf().getInt("spark.task.cpus", 1));
    return settings.stage().tasksAtOnce(spark.sc().getExecutorMemoryStatus().size() - 1, onCores);
  }
}
