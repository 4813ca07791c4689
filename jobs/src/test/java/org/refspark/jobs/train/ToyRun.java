package org.refspark.jobs.train;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.refspark.jobs.config.AveragingConfig;
import org.refspark.jobs.config.AveragingConfig.NotFinite;
import org.refspark.jobs.config.CheckpointConfig;
import org.refspark.jobs.config.ComputeConfig;
import org.refspark.jobs.config.TrainConfig;
import org.refspark.jobs.config.ValidateConfig;
import org.refspark.jobs.device.GpuStage;
import org.refspark.jobs.storage.Storage;

/** A training run of the toy model, with what the tests vary. */
record ToyRun(
    TrainerFactory factory, PictureSource source, TrainConfig train, AveragingConfig averaging) {
  private static final CheckpointConfig CHECKPOINT =
      new CheckpointConfig(2, 2, Duration.ofSeconds(60));

  static final ComputeConfig COMPUTE = new ComputeConfig(ComputeConfig.Kind.AUTO, false);

  /** 13 pictures: the last round of an epoch is short and leaves workers idle. */
  static ToyRun of(TrainerFactory factory, int workers, int frequency) {
    return new ToyRun(
        factory,
        ToyPictures.of(13),
        new TrainConfig(7, 2, TrainConfig.Sentences.ALL, 2, 2, 16, List.of()),
        new AveragingConfig(workers, frequency, Duration.ofMinutes(2), NotFinite.STOPS));
  }

  ToyRun reading(PictureSource other) {
    return new ToyRun(factory, other, train, averaging);
  }

  ToyRun batching(int pictures, int expressions) {
    return new ToyRun(
        factory,
        source,
        new TrainConfig(
            train.seed(), train.epochs(), train.sentences(), pictures, expressions, 16, List.of()),
        averaging);
  }

  ToyRun visiting(TrainConfig.Sentences sentences) {
    return new ToyRun(
        factory,
        source,
        new TrainConfig(
            train.seed(),
            train.epochs(),
            sentences,
            train.batchPictures(),
            train.expressionsPerPicture(),
            16,
            List.of()),
        averaging);
  }

  ToyRun lasting(int epochs) {
    return new ToyRun(
        factory,
        source,
        new TrainConfig(
            train.seed(),
            epochs,
            train.sentences(),
            train.batchPictures(),
            train.expressionsPerPicture(),
            16,
            List.of()),
        averaging);
  }

  ToyRun ending(int mostRounds) {
    return new ToyRun(
        factory,
        source,
        new TrainConfig(
            train.seed(),
            train.epochs(),
            train.sentences(),
            train.batchPictures(),
            train.expressionsPerPicture(),
            16,
            List.of(),
            Optional.of(mostRounds)),
        averaging);
  }

  ToyRun within(Duration deadline) {
    return new ToyRun(
        factory,
        source,
        train,
        new AveragingConfig(averaging.workers(), averaging.frequency(), deadline, NotFinite.STOPS));
  }

  ToyRun rejecting(NotFinite policy) {
    return new ToyRun(
        factory,
        source,
        train,
        new AveragingConfig(
            averaging.workers(), averaging.frequency(), averaging.deadline(), policy));
  }

  TrainingState in(JavaSparkContext spark, Path directory) throws IOException {
    return in(spark, directory, page -> {});
  }

  TrainingState in(JavaSparkContext spark, Path directory, RoundListener listener)
      throws IOException {
    return in(spark, directory, listener, Optional.empty(), new ValidateConfig(50, "auto", 0, 0));
  }

  TrainingState in(
      JavaSparkContext spark,
      Path directory,
      RoundListener listener,
      Optional<Examiner> examiner,
      ValidateConfig validate)
      throws IOException {
    var run = storage(directory);
    try (var lease = Lease.take(run, CHECKPOINT.leaseTimeout())) {
      var validation = new Validation(run, examiner, validate);
      return new Training(
              spark,
              run,
              factory,
              source,
              train,
              averaging,
              CHECKPOINT,
              validation,
              GpuStage.of(spark, COMPUTE))
          .run(new Checkpoints(run).newestWhole(), lease, listener);
    }
  }

  static Storage storage(Path directory) throws IOException {
    return Storage.at(directory.toString(), new Configuration());
  }

  static JavaSparkContext spark(String master) {
    return new JavaSparkContext(
        new SparkConf()
            .setMaster(master)
            .setAppName("training test")
            .set("spark.ui.enabled", "false"));
  }
}
