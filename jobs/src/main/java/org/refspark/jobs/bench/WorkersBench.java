package org.refspark.jobs.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.refspark.jobs.command.Cluster;
import org.refspark.jobs.config.AveragingConfig;
import org.refspark.jobs.config.AveragingConfig.NotFinite;
import org.refspark.jobs.config.BenchConfig;
import org.refspark.jobs.config.ComputeConfig;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.config.TrainConfig;
import org.refspark.jobs.device.GpuStage;
import org.refspark.jobs.network.Networks;
import org.refspark.jobs.shard.Manifest;
import org.refspark.jobs.shard.Statistics;
import org.refspark.jobs.train.KeptFiles;
import org.refspark.jobs.train.RoundTimes;
import org.refspark.jobs.train.TrainerFactory;
import org.refspark.jobs.train.TrialRounds;
import org.refspark.model.Query;

/**
 * {@code bench workers}: rounds of the configured network with more and more logical workers on the
 * same cores, beside its pure training steps.
 */
final class WorkersBench {
  static final String OVERHEAD = "overhead of a round";
  private static final List<Integer> WORKERS = List.of(1, 2, 4);
  private static final int SCHEDULED_STEPS = 1_000_000;

  private final Settings settings;
  private final Repetitions repetitions;
  private final List<Integer> workers;
  private final TrainConfig train;
  private final AveragingConfig averaging;
  private final ScenePictures pictures;

  private WorkersBench(Settings settings) {
    var config = settings.section("bench", BenchConfig.class);
    this.settings = settings;
    this.repetitions = Repetitions.ofNetwork(config);
    this.workers = config.workers().orElse(WORKERS);
    this.train = settings.section("train", TrainConfig.class);
    this.averaging = settings.section("averaging", AveragingConfig.class);
    // A round of most workers goes once over them, so that every round is full.
    int most = Collections.max(workers) * averaging.frequency() * train.batchPictures();
    this.pictures = new ScenePictures(most, train.expressionsPerPicture());
  }

  static List<Figure> run(Settings settings) throws Exception {
    return new WorkersBench(settings).figures();
  }

  private List<Figure> figures() throws Exception {
    try (var session = Cluster.connect(settings, "bench workers")) {
      var factory = factory(session.context().hadoopConfiguration());
      var step = pureStep(factory);
      var figures = new ArrayList<Figure>();
      figures.add(Figure.of("pure step", name(), "ms", step));
      for (int count : workers) {
        var rounds =
            TrialRounds.begin(
                session.context(),
                factory,
                new ScenePictures(
                    count * averaging.frequency() * train.batchPictures(), pictures.expressions()),
                train,
                new AveragingConfig(
                    count, averaging.frequency(), averaging.deadline(), NotFinite.STOPS),
                GpuStage.of(session.context(), settings.section("compute", ComputeConfig.class)));
        figures.addAll(figures(rounds, session.context(), count));
      }
      return figures;
    }
  }

  private List<Figure> figures(TrialRounds rounds, JavaSparkContext spark, int count)
      throws Exception {
    var setting =
        "%s, workers: %d, steps: %d, %s"
            .formatted(name(), count, averaging.frequency(), RoundBench.master(spark));
    int examples = count * averaging.frequency() * train.batchPictures() * pictures.expressions();
    var last = new TreeMap<Integer, RoundTimes>();
    var round =
        repetitions
            .time("bench " + setting, ResidentMemory::restart, i -> last.put(i, rounds.next()))
            .spread();
    var counted = last.tailMap(repetitions.warmUp()).values();
    return List.of(
        Figure.of("round", setting, "ms", round),
        Figure.of("time per example", setting, "ms", round.times(1.0 / examples)),
        Figure.of(
            "steps of a round",
            setting,
            "ms",
            Spread.of(counted.stream().mapToDouble(RoundTimes::stepsByTheClock).toArray())
                .times(1e3)),
        // By the steps of the same round: neither was the machine faster then, nor less warm.
        Figure.of(
            OVERHEAD,
            setting,
            "%",
            Spread.of(counted.stream().mapToDouble(RoundTimes::overhead).toArray()).times(1e2)),
        ResidentMemory.figure("round", setting));
  }

  /** What one step takes where nothing else runs. */
  private Spread pureStep(TrainerFactory factory) throws Exception {
    var all = IntStream.range(0, pictures.expressions()).boxed().toList();
    var batch =
        IntStream.range(0, train.batchPictures())
            .mapToObj(position -> new Query(pictures.read(position), all))
            .toList();
    try (var trainer = factory.create()) {
      return repetitions
          .time(
              "bench %s, pure step".formatted(name()),
              () -> {},
              i -> trainer.step(batch, i, train.seed() + i))
          .spread();
    }
  }

  private TrainerFactory factory(Configuration hadoop) throws IOException {
    var networks = new Networks();
    var words = pictures.words();
    var nothingCounted = new Statistics(0, 0, 0, 0, 0, new TreeMap<>());
    var manifest =
        new Manifest(
            0,
            "generated",
            "train",
            "",
            List.of(),
            words,
            nothingCounted,
            new TreeMap<>(),
            List.of(),
            pictures.hash());
    var files = KeptFiles.gather(networks.files(settings), hadoop);
    return networks.of(settings, manifest, files, SCHEDULED_STEPS);
  }

  private String name() {
    return settings.section("model").getString("name");
  }
}
