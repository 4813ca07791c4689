package org.refspark.jobs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.refspark.jobs.command.CommandFailure;
import org.refspark.jobs.command.ExitCode;
import org.refspark.jobs.command.Progress;
import org.refspark.jobs.config.BenchConfig;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.storage.Json;

/** {@code bench all}: every task, each in a process of its own, and what follows from them. */
final class AllBench {
  /** The round that the overhead is told of: steps between two averages, logical workers. */
  private static final int FREQUENCY = 10;

  private static final int WORKERS = 2;

  // Jobs take seconds each, so that fewer of them tell as much.
  private static final int JOBS_MEASURED = 3;
  private static final int JOBS_WARM_UP = 1;

  /**
   * Small, so that a job whose data must fit fails, and in memory from the start: a collector would
   * let any heap fill before it collects, and a peak would tell of that alone.
   */
  private static final String[] SMALL_HEAP = {"-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch"};

  private final Settings settings;
  private final BenchConfig config;
  private final Machine machine = Machine.now();
  private final ScratchFolder folder;
  private final Map<String, Map<String, NetworkCost>> steps = new LinkedHashMap<>();
  private final Map<String, Map<String, NetworkCost>> one = new LinkedHashMap<>();
  private final Map<String, Map<String, NetworkCost>> all = new LinkedHashMap<>();
  private final List<Figure> figures = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  private AllBench(Settings settings, ScratchFolder folder) {
    this.settings = settings;
    this.config = settings.section("bench", BenchConfig.class);
    this.folder = folder;
  }

  /**
   * @param cases networks to measure
   */
  static AllReport run(Settings settings, List<NetworkCase> cases) throws IOException {
    try (var folder = ScratchFolder.make()) {
      return new AllBench(settings, folder).measure(cases);
    }
  }

  /** Something to do; the seconds that it takes on two cores are what progress goes by. */
  private record Part(String name, int seconds, Work work) {}

  private interface Work {
    void run() throws IOException;
  }

  private AllReport measure(List<NetworkCase> cases) throws IOException {
    long began = System.nanoTime();
    var parts = parts(cases);
    int seconds = parts.stream().mapToInt(Part::seconds).sum();
    try (var progress = Progress.of("bench all", "expected seconds", seconds)) {
      for (var part : parts) {
        progress.advance(0, part.name());
        try {
          part.work().run();
        } catch (IOException | RuntimeException e) {
          // The other parts are worth having all the same.
          failures.add(part.name() + ": " + reason(e));
        }
        progress.advance(part.seconds());
      }
    }
    return new AllReport(
        "all",
        config.repetitions(),
        config.warmUp(),
        machine.facts(),
        (System.nanoTime() - began) / 1e9,
        steps,
        one,
        all,
        figures,
        failures);
  }

  private static String reason(Exception e) {
    return e instanceof CommandFailure ? e.getMessage() : e.toString();
  }

  private List<Part> parts(List<NetworkCase> cases) {
    var parts = new ArrayList<Part>();
    for (var network : cases) {
      boolean large = network.large();
      var name = network.model() + " " + network.size();
      parts.add(
          new Part("step, " + name, large ? 70 : 15, () -> cost(network, network.step(), steps)));
      parts.add(
          new Part(
              "one expression, " + name,
              large ? 35 : 15,
              () -> cost(network, network.bench("evaluate", "bench.expressions=1"), one)));
      parts.add(
          new Part(
              "all expressions, " + name,
              large ? 110 : 15,
              () -> cost(network, network.bench("evaluate"), all)));
      if (!large) {
        parts.add(new Part("expressions, " + name, 60, () -> expressions(network)));
      }
    }
    parts.add(new Part("shard", 90, () -> figures(List.of("bench", "shard"), SMALL_HEAP)));
    for (var network : cases) {
      if (network.model().equals("grm-net")) {
        parts.addAll(rounds(network));
      }
    }
    parts.add(new Part("round", 90, () -> figures(List.of("bench", "round"))));
    return parts;
  }

  private List<Part> rounds(NetworkCase network) {
    return network.large()
        ? List.of(new Part("overhead, " + network.model(), 60, () -> overhead(network)))
        : List.of(
            new Part("split", 60, () -> figures(network.bench("split"), SMALL_HEAP)),
            new Part("workers", 60, () -> figures(network.bench("workers"))),
            new Part("startup", 60, () -> figures(network.bench("startup"))));
  }

  private void cost(
      NetworkCase network, List<String> arguments, Map<String, Map<String, NetworkCost>> into)
      throws IOException {
    var measured = child(arguments, BenchReport.class).measurements().get(0);
    into.computeIfAbsent(network.model(), model -> new LinkedHashMap<>())
        .put(network.size(), NetworkCost.of(network.conf(), measured));
  }

  /** Answers to more and more expressions of a picture, whose features are computed once. */
  private void expressions(NetworkCase network) throws IOException {
    var report =
        child(
            network.bench("evaluate", "--over", "bench.expressions=1,2,4,8,16"), BenchReport.class);
    for (var m : report.measurements()) {
      figures.add(
          Figure.of(
              "answers, time per expression",
              "%s %s, %.0f a picture".formatted(network.model(), network.size(), m.expressions()),
              "ms",
              m.milliseconds().times(1 / m.expressions())));
    }
  }

  private void figures(List<String> arguments, String... options) throws IOException {
    figures.addAll(child(arguments, FigureReport.class, options).figures());
  }

  /**
   * A round of as many values as the network and its optimiser have beside {@value #FREQUENCY} of
   * its steps. Its setting says where the round ran: on a local master no values are broadcast, on
   * a cluster they are, and its machines copy at the same time.
   */
  private void overhead(NetworkCase network) throws IOException {
    var step = steps.getOrDefault(network.model(), Map.of()).get(network.size());
    if (step == null) {
      throw new CommandFailure(ExitCode.ENVIRONMENT, "its training step was not measured");
    }
    long values = step.parameters() + step.optimizerValues();
    var report =
        child(
            List.of(
                "bench",
                "round",
                "bench.parameters=[" + values + "]",
                "bench.workers=[" + WORKERS + "]"),
            FigureReport.class);
    var round = report.figures().get(0);
    double pure = FREQUENCY * step.medianMs();
    var spread = new Spread(round.median(), round.least(), round.most());
    figures.addAll(report.figures());
    figures.add(
        Figure.of(
            WorkersBench.OVERHEAD,
            "%s %s, steps: %d; %s"
                .formatted(network.model(), network.size(), FREQUENCY, round.setting()),
            "%",
            spread.times(100 / pure)));
  }

  private <T> T child(List<String> arguments, Class<T> type, String... options) throws IOException {
    var file = Path.of(folder.place("report.json"));
    Files.deleteIfExists(file);
    boolean job = type == FigureReport.class;
    var asked = new ArrayList<String>();
    // Of equal keys the last one counts.
    asked.add("bench.parameters=" + config.parameters());
    config.pictures().ifPresent(n -> asked.add("bench.pictures=" + n));
    asked.addAll(arguments);
    asked.add("bench.repetitions=" + least(job, JOBS_MEASURED, config.repetitions()));
    asked.add("bench.warm-up=" + least(job, JOBS_WARM_UP, config.warmUp()));
    asked.add("bench.warm-up-time=" + config.warmUpTime().toMillis() + "ms");
    settings.spark().forEach((key, value) -> asked.add(key + "=" + value));
    asked.add("out=" + file);
    Child.java(List.of(options), asked).run(Path.of(folder.place("child.log")));
    try {
      return Json.parse(Files.readAllBytes(file), type);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.ENVIRONMENT,
          "a process of its own ended well, but left no report to read (%s): %s"
              .formatted(e, String.join(" ", asked)),
          e);
    }
  }

  private static int least(boolean bounded, int bound, int asked) {
    return bounded ? Math.min(bound, asked) : asked;
  }
}
