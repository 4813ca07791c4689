package org.refspark.jobs.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.refspark.jobs.command.Cluster;
import org.refspark.jobs.config.AveragingConfig;
import org.refspark.jobs.config.BenchConfig;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.config.TrainConfig;
import org.refspark.jobs.network.Networks;
import org.refspark.jobs.shard.Manifest;
import org.refspark.jobs.shard.Statistics;
import org.refspark.jobs.train.KeptFiles;
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
    this.repetitions = Repetitions.of(config);
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
    try (var session = Cluster.connect(settings, "refspark bench workers")) {
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
                new AveragingConfig(count, averaging.frequency(), averaging.deadline()));
        figures.addAll(figures(rounds, count, step));
      }
      return figures;
    }
  }

  private List<Figure> figures(TrialRounds rounds, int count, Spread step) throws Exception {
    var setting = "%s, workers: %d, steps: %d".formatted(name(), count, averaging.frequency());
    int examples = count * averaging.frequency() * train.batchPictures() * pictures.expressions();
    var round =
        repetitions.time("bench " + setting, ResidentMemory::restart, i -> rounds.next()).spread();
    var figures = new ArrayList<Figure>();
    figures.add(Figure.of("round", setting, "ms", round));
    figures.add(Figure.of("time per example", setting, "ms", round.times(1.0 / examples)));
    if (count == 1) {
      double pure = averaging.frequency() * step.median();
      figures.add(Figure.of(OVERHEAD, setting, "%", round.plus(-pure).times(100 / pure)));
    }
    figures.add(ResidentMemory.figure("round", setting));
    return figures;
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
