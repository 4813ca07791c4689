package org.refspark.jobs.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.refspark.jobs.command.Cluster;
import org.refspark.jobs.config.BenchConfig;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.storage.Storage;
import org.refspark.jobs.train.LedgerPage;

/**
 * {@code bench startup}: from the command to the end of the first round of training, which is one
 * step of the configured network, in a process of its own each time.
 */
final class StartupBench {
  // A step or a few: what follows the first is of no interest.
  private static final Splits.Split LEARNT_FROM = new Splits.Split("train", 1, 1);
  private static final String FIRST_PAGE = "000001.json";

  private final Settings settings;
  private final ScratchFolder folder;
  private final Path conf;
  private final List<Double> untilFirstRound = new ArrayList<>();
  private final List<Double> untilRoundEnded = new ArrayList<>();
  private final List<Double> untilEnd = new ArrayList<>();

  private StartupBench(Settings settings, ScratchFolder folder) {
    this.settings = settings;
    this.folder = folder;
    this.conf = folder.path().resolve("settings.json");
  }

  /**
   * @param arguments of the command that settings hold beside their sections
   */
  static List<Figure> run(Settings settings, Pipeline pipeline, Collection<String> arguments)
      throws Exception {
    try (var folder = ScratchFolder.make()) {
      var bench = new StartupBench(settings, folder);
      bench.prepare(pipeline, arguments);
      return bench.figures();
    }
  }

  private void prepare(Pipeline pipeline, Collection<String> arguments) throws Exception {
    var sections = Json.parse(settings.toJson(), ObjectNode.class);
    sections.remove(arguments);
    Files.writeString(conf, sections.toString());
    try (var session = Cluster.connect(settings, "bench startup")) {
      pipeline.draw(settings, folder.place("scenes"), List.of(LEARNT_FROM));
      pipeline.shard(settings, folder.place("scenes"), LEARNT_FROM.name(), folder.place("shards"));
    }
  }

  private List<Figure> figures() throws Exception {
    var config = settings.section("bench", BenchConfig.class);
    var repetitions = Repetitions.ofJobs(config);
    repetitions.time("bench startup", this::forget, this::start);
    var setting = settings.section("model").getString("name");
    return List.of(
        figure("start to first round", setting, untilFirstRound),
        figure("start to end of first round", setting, untilRoundEnded),
        figure("start to end of one epoch", setting, untilEnd));
  }

  private void forget() {
    untilFirstRound.clear();
    untilRoundEnded.clear();
    untilEnd.clear();
  }

  private void start(int repetition) throws IOException {
    var run = folder.place("run-" + repetition);
    var arguments =
        new ArrayList<>(
            List.of(
                "train",
                "--conf",
                conf.toString(),
                "data.train=" + folder.place("shards"),
                "run=" + run,
                "train.epochs=1",
                "averaging.workers=1",
                "averaging.frequency=1"));
    // The launcher reads master and memory from the arguments.
    settings.spark().forEach((key, value) -> arguments.add(key + "=" + value));
    var child = Child.launched(arguments).orElseGet(() -> Child.java(List.of(), arguments));
    var began = Instant.now();
    child.run(Path.of(folder.place("startup.log")));
    untilEnd.add(seconds(began, Instant.now()));
    var ledger = Storage.at(run + "/ledger", Cluster.hadoop(settings));
    var timing = Json.read(ledger, FIRST_PAGE, LedgerPage.class).timing();
    double before = seconds(began, Instant.parse(timing.started()));
    untilFirstRound.add(before);
    untilRoundEnded.add(before + timing.seconds());
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1e9;
  }

  private static Figure figure(String name, String setting, List<Double> seconds) {
    var values = seconds.stream().mapToDouble(Double::doubleValue).toArray();
    return Figure.of(name, setting, "s", Spread.of(values));
  }
}
