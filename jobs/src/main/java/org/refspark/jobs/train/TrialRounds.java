package org.refspark.jobs.train;

import java.io.IOException;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.refspark.jobs.command.Deadline;
import org.refspark.jobs.config.AveragingConfig;
import org.refspark.jobs.config.TrainConfig;

/**
 * Rounds as training runs them, one after the other, without a run directory: nothing is written.
 * For measuring what a round costs.
 */
public final class TrialRounds {
  private final AveragingRounds rounds;
  private final List<PictureSource.Entry> index;
  private final TrainConfig train;
  private final AveragingConfig averaging;
  private TrainingState state;

  private TrialRounds(
      AveragingRounds rounds,
      List<PictureSource.Entry> index,
      TrainConfig train,
      AveragingConfig averaging,
      TrainingState state) {
    this.rounds = rounds;
    this.index = index;
    this.train = train;
    this.averaging = averaging;
    this.state = state;
  }

  /**
   * Builds the network where training would.
   *
   * @param source of the pictures; an epoch goes over all of them
   */
  public static TrialRounds begin(
      JavaSparkContext spark,
      TrainerFactory factory,
      PictureSource source,
      TrainConfig train,
      AveragingConfig averaging)
      throws IOException {
    var deadline = new Deadline("averaging.deadline", averaging.deadline());
    var settings =
        new RoundSettings(
            factory,
            source,
            source.hash(),
            train.seed(),
            (long) train.cacheMegabytes() << 20,
            deadline);
    return new TrialRounds(
        new AveragingRounds(spark, settings),
        source.index(),
        train,
        averaging,
        InitialState.build(spark, factory, deadline).start());
  }

  /**
   * Runs the next round.
   *
   * @return how many examples it learnt from
   */
  public int next() {
    var order = EpochOrder.of(index, train, state.cursor().epoch());
    var plan =
        RoundPlan.deal(
            state.cursor(),
            order,
            train.batchPictures(),
            averaging.workers(),
            averaging.frequency());
    var outcome = rounds.run(plan, state, "trial round " + plan.number());
    state = outcome.state();
    return outcome.reports().stream().mapToInt(WorkerOutput.Report::examples).sum();
  }
}
