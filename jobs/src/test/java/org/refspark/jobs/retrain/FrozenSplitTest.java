package org.refspark.jobs.retrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.jobs.command.Command;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.evaluate.EvaluateCommand;
import org.refspark.jobs.evaluate.Evaluated;
import org.refspark.jobs.evaluate.Toys;
import org.refspark.jobs.evaluate.TrainedModel;
import org.refspark.jobs.export.MeasuredRun;
import org.refspark.jobs.network.Networks;
import org.refspark.jobs.shard.TestShards;
import org.refspark.jobs.storage.Storage;

/** Runs are measured on the frozen split once, and again where that does not hold any more. */
class FrozenSplitTest {
  @TempDir static Path folder;

  private static MeasuredRun runs;

  private final CountedEvaluate evaluate = new CountedEvaluate();

  @BeforeAll
  static void writeShards() throws IOException {
    runs = new MeasuredRun(folder);
    TestShards.write(storage("fewer"), Toys.pictures(3), List.of("even", "odd")).close();
  }

  @BeforeEach
  void writeRun() throws IOException {
    storage("run").delete("");
    runs.write("run", 1, Map.of());
  }

  @Test
  void anEvaluationThatHoldsIsNotMadeAgain() throws Exception {
    var made = evaluation("shards");
    assertEquals(1, evaluate.calls);
    assertEquals(made.metrics(), evaluation("shards").metrics());
    assertEquals(1, evaluate.calls);
  }

  @Test
  void aDamagedEvaluationIsMadeAgain() throws Exception {
    var made = evaluation("shards");
    var metrics = folder.resolve("run/eval/%s/metrics.json".formatted(made.metrics().split()));
    var text = Files.readString(metrics);
    Files.writeString(metrics, text.replaceFirst("\"expressions\" : \\d+", "\"expressions\" : 1"));
    assertNotEquals(text, Files.readString(metrics));
    assertEquals(made.metrics(), evaluation("shards").metrics());
    assertEquals(2, evaluate.calls);
  }

  @Test
  void anotherCheckpointIsMeasuredOfItsOwn() throws Exception {
    var before = evaluation("shards").manifest().checkpoint();
    runs.write("run", 0.5f, Map.of());
    assertNotEquals(before, checkpoint());
    assertEquals(checkpoint(), evaluation("shards").manifest().checkpoint());
    assertEquals(2, evaluate.calls);
  }

  @Test
  void otherShardsAreMeasuredOfTheirOwn() throws Exception {
    evaluation("shards");
    assertEquals(split("fewer").hash(), evaluation("fewer").manifest().dataHash());
    assertEquals(2, evaluate.calls);
  }

  private Evaluated evaluation(String shards) throws Exception {
    return split(shards).evaluation(storage("run"), checkpoint());
  }

  private FrozenSplit split(String shards) {
    var settings = new HashMap<>(Map.of("data.eval", runs.at(shards)));
    settings.put("spark.master", "local[1]");
    settings.put("evaluate.bootstrap-samples", "20");
    return new FrozenSplit(
        Settings.of(settings, evaluate.arguments().toArray(String[]::new)),
        new Configuration(),
        evaluate,
        new PrintStream(PrintStream.nullOutputStream()));
  }

  private static String checkpoint() throws IOException {
    return TrainedModel.load(storage("run"), "newest", new Networks()).checkpoint();
  }

  private static Storage storage(String name) throws IOException {
    return Storage.at(folder.resolve(name).toString(), new Configuration());
  }

  /** The command evaluate, which counts how often it is called. */
  private static final class CountedEvaluate implements Command {
    private final Command command = new EvaluateCommand(new Networks());
    private int calls;

    @Override
    public String name() {
      return command.name();
    }

    @Override
    public String summary() {
      return command.summary();
    }

    @Override
    public String help() {
      return command.help();
    }

    @Override
    public Set<String> arguments() {
      return command.arguments();
    }

    @Override
    public void run(Settings settings, PrintStream out) throws Exception {
      calls++;
      command.run(settings, out);
    }
  }
}
