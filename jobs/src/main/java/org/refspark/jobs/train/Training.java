package org.refspark.jobs.train;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.refspark.jobs.command.CommandFailure;
import org.refspark.jobs.command.Deadline;
import org.refspark.jobs.command.ExitCode;
import org.refspark.jobs.command.LogContext;
import org.refspark.jobs.config.AveragingConfig;
import org.refspark.jobs.config.CheckpointConfig;
import org.refspark.jobs.config.TrainConfig;
import org.refspark.jobs.device.GpuStage;
import org.refspark.jobs.storage.Storage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The training loop over one run directory: deals a round, runs it, writes its page, and at the
 * configured rounds a checkpoint. Started again on the same directory it goes on from the newest
 * whole checkpoint, in the middle of an epoch if need be, and comes to the same bits.
 */
final class Training {
  private static final Logger LOG = LoggerFactory.getLogger(Training.class);

  private final JavaSparkContext spark;
  private final RoundSettings rounds;
  private final TrainConfig train;
  private final AveragingConfig averaging;
  private final CheckpointConfig checkpoint;
  private final List<PictureSource.Entry> index;
  private final Checkpoints checkpoints;
  private final Ledger ledger;
  private final Rejections rejections;
  private final Validation validation;
  private final Storage run;
  private final Pretrained pretrained;

  private record Begun(AveragingRounds rounds, StateLayout layout) {}

  Training(
      JavaSparkContext spark,
      Storage run,
      TrainerFactory factory,
      PictureSource source,
      TrainConfig train,
      AveragingConfig averaging,
      CheckpointConfig checkpoint,
      Validation validation,
      GpuStage stage)
      throws IOException {
    this.spark = spark;
    this.train = train;
    this.averaging = averaging;
    this.checkpoint = checkpoint;
    this.index = source.index();
    if (examples() == 0) {
      throw new CommandFailure(
          ExitCode.DATA,
          "there is nothing to learn from: %,d pictures with no expression"
              .formatted(index.size()));
    }
    this.rounds =
        new RoundSettings(
            factory,
            source,
            source.hash(),
            train.seed(),
            (long) train.cacheMegabytes() << 20,
            stage,
            new Deadline("averaging.deadline", averaging.deadline()));
    this.checkpoints = new Checkpoints(run);
    this.ledger = new Ledger(run);
    this.rejections = new Rejections(run, averaging.notFinite());
    this.validation = validation;
    this.run = run;
    this.pretrained = new Pretrained(run, train.pretrained());
  }

  /** Examples of all epochs. */
  long examples() {
    return train.epochs() * EpochOrder.examplesOf(index, train);
  }

  /** Examples of the rounds that are to be run, as long as none is skipped. */
  long examplesWanted() {
    if (train.mostRounds().isEmpty()) {
      return examples();
    }
    int rounds = train.mostRounds().get();
    long perEpoch = roundsOf(order(0));
    long epoch = rounds / perEpoch;
    if (epoch >= train.epochs()) {
      return examples();
    }
    int position = (int) (rounds % perEpoch * groupsPerRound());
    return examplesBefore(new Cursor(rounds, 0, (int) epoch, position, Setbacks.NONE));
  }

  /** Examples seen when a run has come so far. */
  long examplesBefore(Cursor cursor) {
    var order = order(cursor.epoch());
    return cursor.epoch() * EpochOrder.examplesOf(index, train)
        + order.between(0, cursor.position()).stream().mapToInt(g -> g.expressions().size()).sum();
  }

  private EpochOrder order(int epoch) {
    return EpochOrder.of(index, train, epoch);
  }

  /**
   * Trains to the end.
   *
   * @param from the checkpoint to go on from, none to begin
   * @param lease on the run directory
   * @throws org.refspark.jobs.command.CommandFailure where a round fails, training diverges, or
   *     another driver has taken the directory over
   */
  TrainingState run(Optional<CheckpointState> from, Lease lease, RoundListener listener)
      throws IOException {
    var begun = begin(from, listener);
    int finished = begun.rounds().state().cursor().round();
    ledger.dropAfter(finished);
    rejections.dropAfter(finished);
    validation.dropAfter(finished);
    EventFile.dropAfter(run, finished);
    new Loop(begun.rounds(), begun.layout(), lease, listener).run();
    return begun.rounds().state();
  }

  /** Nothing that holds values outlives this method but the rounds, which let go of them. */
  private Begun begin(Optional<CheckpointState> from, RoundListener listener) throws IOException {
    var initial = InitialState.build(spark, rounds.factory(), rounds.stage(), rounds.deadline());
    var layout = initial.layout(rounds.factory());
    TrainingState state;
    if (from.isPresent()) {
      state = checkpoints.load(from.get(), layout);
    } else {
      state = initial.start();
      pretrained.into(state, layout.network()).forEach(listener::imported);
    }
    return new Begun(new AveragingRounds(spark, rounds, state), layout);
  }

  /** The rounds of one start of the command. */
  private final class Loop {
    private final AveragingRounds rounds;
    private final StateLayout layout;
    private final Lease lease;
    private final RoundListener listener;
    private final EventFile events = new EventFile();
    private EpochOrder order;
    private int orderedEpoch = -1;
    private double checkpointSeconds;
    private double validationSeconds;

    Loop(AveragingRounds rounds, StateLayout layout, Lease lease, RoundListener listener) {
      this.rounds = rounds;
      this.layout = layout;
      this.lease = lease;
      this.listener = listener;
    }

    void run() throws IOException {
      measureIfDue();
      while (!hasEnded()) {
        int before = cursor().round();
        var page = round();
        if (cursor().round() > before) {
          checkpointIfDue();
        }
        if (page.isPresent()) {
          listener.roundEnded(page.get());
        }
        measureIfDue();
      }
    }

    private Cursor cursor() {
      return rounds.state().cursor();
    }

    private boolean hasEnded() {
      return cursor().epoch() == train.epochs()
          || train.stopsAt(cursor().round())
          || validation.isExhausted();
    }

    private RoundPlan plan() {
      if (orderedEpoch != cursor().epoch()) {
        orderedEpoch = cursor().epoch();
        order = order(orderedEpoch);
      }
      return RoundPlan.deal(
          cursor(), order, train.batchPictures(), averaging.workers(), averaging.frequency());
    }

    /** Runs a round; its page, none where it did not count. */
    private Optional<LedgerPage> round() throws IOException {
      var plan = plan();
      var started = Instant.now();
      long began = System.nanoTime();
      LogContext.round(spark, plan.number());
      var outcome = rounds.run(plan, describe(plan, order));
      lease.check();
      if (outcome.problem().isPresent()) {
        listener.rejected(outcome.problem().get().problem());
        rounds.goOnFrom(rejections.decide(plan, outcome.problem().get()));
        return Optional.empty();
      }
      var page =
          LedgerPage.of(
              plan,
              outcome.reports(),
              started.toString(),
              secondsSince(began),
              outcome.times().after(checkpointSeconds, validationSeconds));
      ledger.write(page);
      events.add(page);
      checkpointSeconds = 0;
      validationSeconds = 0;
      return Optional.of(page);
    }

    private void checkpointIfDue() throws IOException {
      int round = cursor().round();
      boolean last = cursor().epoch() == train.epochs();
      if (round % checkpoint.everyRounds() == 0
          || last
          || train.stopsAt(round)
          || validation.isDue(round, last)) {
        long saving = System.nanoTime();
        lease.check();
        checkpoints.save(
            rounds.state(), layout, train.seed(), checkpoint.keep(), validation.bestRound());
        draw(events, round);
        checkpointSeconds = secondsSince(saving);
      }
    }

    private void measureIfDue() throws IOException {
      boolean last = cursor().epoch() == train.epochs();
      if (validation.isDue(cursor().round(), last)) {
        long measuring = System.nanoTime();
        var score = validation.measure(rounds.state());
        if (score.isPresent()) {
          validationSeconds = secondsSince(measuring);
          int best = validation.bestRound().orElseThrow();
          listener.measured(score.get(), best == score.get().round());
        }
      }
    }
  }

  /** Curves are worth having, but not a run. */
  private void draw(EventFile events, int round) {
    try {
      events.write(run, round);
    } catch (IOException e) {
      LOG.warn("Curves for TensorBoard were not written: {}", e.getMessage());
    }
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }

  private String describe(RoundPlan plan, EpochOrder order) {
    return "round %d of %d · train".formatted(plan.number(), roundsOf(order) * train.epochs());
  }

  private long roundsOf(EpochOrder order) {
    return (order.size() + groupsPerRound() - 1) / groupsPerRound();
  }

  private long groupsPerRound() {
    return (long) train.batchPictures() * averaging.workers() * averaging.frequency();
  }
}
