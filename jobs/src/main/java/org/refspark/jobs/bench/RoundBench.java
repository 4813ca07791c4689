package org.refspark.jobs.bench;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.refspark.jobs.command.Cluster;
import org.refspark.jobs.config.AveragingConfig;
import org.refspark.jobs.config.AveragingConfig.NotFinite;
import org.refspark.jobs.config.BenchConfig;
import org.refspark.jobs.config.ComputeConfig;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.config.TrainConfig;
import org.refspark.jobs.device.GpuStage;
import org.refspark.jobs.train.TrialRounds;

/**
 * {@code bench round}: what averaging takes. Rounds of networks that do nothing, by the number of
 * their weights and of logical workers.
 */
final class RoundBench {
  static final String ROUND = "averaging round";
  static final String SHARE = "share of a round beside its steps";
  private static final double MILLIS = 1000;
  private static final double PERCENT = 100;
  private static final List<Integer> WORKERS = List.of(2, 4, 8);

  private RoundBench() {}

  static List<Figure> run(Settings settings) throws Exception {
    var config = settings.section("bench", BenchConfig.class);
    var figures = new ArrayList<Figure>();
    try (var session = Cluster.connect(settings, "bench round")) {
      for (int parameters : config.parameters()) {
        for (int workers : config.workers().orElse(WORKERS)) {
          figures.addAll(measure(session.context(), settings, config, parameters, workers));
        }
      }
    }
    return figures;
  }

  /** Where rounds run. */
  static String master(JavaSparkContext spark) {
    // There values are read and averaged where they lie.
    return spark.master() + (spark.isLocal() ? " in one process" : "");
  }

  private static List<Figure> measure(
      JavaSparkContext spark, Settings settings, BenchConfig config, int parameters, int workers)
      throws Exception {
    var train = settings.section("train", TrainConfig.class);
    var averaging = settings.section("averaging", AveragingConfig.class);
    int frequency = averaging.frequency();
    var rounds =
        TrialRounds.begin(
            spark,
            new IdleFactory(parameters, config.stepTime()),
            new BlankPictures(workers * frequency),
            new TrainConfig(
                train.seed(),
                1,
                TrainConfig.Sentences.ALL,
                1,
                1,
                train.cacheMegabytes(),
                List.of()),
            new AveragingConfig(workers, frequency, averaging.deadline(), NotFinite.STOPS),
            GpuStage.of(spark, settings.section("compute", ComputeConfig.class)));
    var setting = "%,d parameters, workers: %d, %s".formatted(parameters, workers, master(spark));
    var travels = new ArrayList<Double>();
    var shares = new ArrayList<Double>();
    var times =
        Repetitions.ofJobs(config)
            .time(
                "bench round, " + setting,
                () -> {
                  travels.clear();
                  shares.clear();
                  ResidentMemory.restart();
                },
                round -> {
                  var spent = rounds.next();
                  travels.add(MILLIS * spent.besideTheWorkers());
                  shares.add(PERCENT * spent.shareBesideSteps());
                });
    var figures = new ArrayList<Figure>();
    figures.add(Figure.of(ROUND, setting, "ms", times.spread()));
    figures.add(Figure.of("of it, sending values and averaging", setting, "ms", spread(travels)));
    if (!config.stepTime().isZero()) {
      var steps =
          "%s, %d steps of %,d ms".formatted(setting, frequency, config.stepTime().toMillis());
      figures.add(Figure.of(SHARE, steps, "%", spread(shares)));
    }
    figures.add(ResidentMemory.figure(ROUND, setting));
    return figures;
  }

  private static Spread spread(List<Double> values) {
    return Spread.of(values.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
