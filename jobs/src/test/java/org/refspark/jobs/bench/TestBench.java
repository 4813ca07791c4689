package org.refspark.jobs.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.evaluate.EvaluateCommand;
import org.refspark.jobs.network.Networks;
import org.refspark.jobs.shard.ShardCommand;
import org.refspark.jobs.synthesize.SynthesizeCommand;
import org.refspark.jobs.train.Examiners;
import org.refspark.jobs.train.TrainCommand;

/** Runs the command bench with few repetitions and reads what it has written. */
final class TestBench {
  static final Path SMALL =
      Path.of(System.getProperty("project.root", ".."), "conf/grm-net/small.conf");

  private final Path folder;
  private final BenchCommand command;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  TestBench(Path folder, List<NetworkCase> cases) {
    this.folder = folder;
    var networks = new Networks();
    this.command =
        new BenchCommand(
            new Pipeline(
                new SynthesizeCommand(),
                new ShardCommand(),
                new TrainCommand(networks, Examiners.NONE),
                new EvaluateCommand(networks)),
            cases);
  }

  JsonNode run(String task, Path conf, Map<String, String> more) throws Exception {
    var overrides = new TreeMap<>(Map.of("bench.repetitions", "2", "bench.warm-up", "0"));
    overrides.putAll(more);
    overrides.put("task", task);
    overrides.put("out", file().toString());
    command.run(
        Settings.load(Optional.of(conf), overrides, command.arguments()),
        new PrintStream(out, true, StandardCharsets.UTF_8));
    return document();
  }

  /** What was written. */
  JsonNode document() throws IOException {
    return new ObjectMapper().readTree(file().toFile());
  }

  private Path file() {
    return folder.resolve("bench.json");
  }

  /** What was printed. */
  String text() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
