package org.refspark.jobs.train;

import java.io.IOException;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.refspark.jobs.command.Deadline;
import org.refspark.jobs.config.AveragingConfig;
import org.refspark.jobs.config.TrainConfig;
import org.refspark.jobs.device.GpuStage;

/**
 * Rounds as training runs them, one after the other, without a run directory: nothing is written.
 * For measuring what a round costs.
 */
public final class TrialRounds {
  private final AveragingRounds rounds;
  private final List<PictureSource.Entry> index;
  private final TrainConfig train;
  private final AveragingConfig averaging;
  private EpochOrder order;
  private int orderedEpoch = -1;

  private TrialRounds(
      AveragingRounds rounds,
      List<PictureSource.Entry> index,
      TrainConfig train,
      AveragingConfig averaging) {
    this.rounds = rounds;
    this.index = index;
    this.train = train;
    this.averaging = averaging;
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
      AveragingConfig averaging,
      GpuStage stage)
      throws IOException {
    var deadline = new Deadline("averaging.deadline", averaging.deadline());
    var settings =
        new RoundSettings(
            factory,
            source,
            source.hash(),
            train.seed(),
            (long) train.cacheMegabytes() << 20,
            stage,
            deadline);
    return new TrialRounds(
        new AveragingRounds(
            spark, settings, InitialState.build(spark, factory, stage, deadline).start()),
        source.index(),
        train,
        averaging);
  }

  /**
   * Runs the next round.
   *
   * @return where its time went
   */
  public RoundTimes next() {
    var cursor = rounds.state().cursor();
    if (orderedEpoch != cursor.epoch()) {
      orderedEpoch = cursor.epoch();
      order = EpochOrder.of(index, train, orderedEpoch);
    }
    var plan =
        RoundPlan.deal(
            cursor, order, train.batchPictures(), averaging.workers(), averaging.frequency());
    return rounds.run(plan, "trial round " + plan.number()).times();
  }
}
