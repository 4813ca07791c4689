package org.refspark.jobs.export;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.refspark.data.text.Vocabulary;
import org.refspark.jobs.command.Command;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.evaluate.EvaluateCommand;
import org.refspark.jobs.evaluate.Toys;
import org.refspark.jobs.network.Networks;
import org.refspark.jobs.shard.TestShards;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.storage.Storage;
import org.refspark.jobs.train.KeptFiles;
import org.refspark.jobs.train.RunRecord;
import org.refspark.jobs.train.TestRun;

/** Runs of a tiny LTS with start values for weights, measured on pictures of squares. */
public final class MeasuredRun {
  private static final Networks NETWORKS = new Networks();
  private static final Map<String, String> TINY =
      Map.of("model.image-size", "64", "evaluate.bootstrap-samples", "20");

  private final Path folder;

  /**
   * @param folder for runs, shards and pictures
   */
  public MeasuredRun(Path folder) throws IOException {
    this.folder = folder;
    Files.write(folder.resolve("sketch.png"), Toys.pictures(1).get(0).picture());
    TestShards.write(storage("shards"), Toys.pictures(4), List.of("even", "odd")).close();
  }

  /**
   * Writes a run.
   *
   * @param factor by which all weights are multiplied, so that runs differ
   * @param settings of its own
   */
  public void write(String run, float factor, Map<String, String> settings) throws IOException {
    var all = new HashMap<>(TINY);
    all.putAll(settings);
    var conf = Optional.of(Path.of("conf/lts/small.conf"));
    var configuration = Settings.load(conf, all, List.of()).toJson();
    var data =
        new RunRecord.Data(
            storage("shards").place(),
            manifestHash(),
            "toys",
            "train",
            4,
            18,
            List.of("even", "odd"),
            Vocabulary.of(List.of("the square 0", "all squares: 0 1 2 3")).words());
    var record =
        new RunRecord(
            RunRecord.FORMAT,
            "",
            Map.of(),
            data,
            new TreeMap<>(),
            Json.parse(configuration, JsonNode.class));
    try (var model = NETWORKS.of(record, KeptFiles.NONE).create()) {
      float[] weights = model.parameters().toFloatVector();
      for (int i = 0; i < weights.length; i++) {
        weights[i] *= factor;
      }
      TestRun.write(storage(run), configuration, data, 3, model.layout(), weights);
    }
  }

  private String manifestHash() throws IOException {
    var manifest = Json.read(storage("shards"), "manifest.json", JsonNode.class);
    return manifest.path("hash").asText();
  }

  /** Measures a run on the shards. */
  public void evaluate(String run, String... more) throws Exception {
    var arguments = new HashMap<>(Map.of("run", at(run), "data.eval", at("shards")));
    arguments.put("spark.master", "local[1]");
    for (int i = 0; i < more.length; i += 2) {
      arguments.put(more[i], more[i + 1]);
    }
    call(new EvaluateCommand(NETWORKS), arguments);
  }

  /** Calls a command; what it printed. */
  public String call(Command command, Map<String, String> arguments) throws Exception {
    var out = new ByteArrayOutputStream();
    command.run(
        Settings.of(arguments, command.arguments().toArray(String[]::new)),
        new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }

  /** A document without its seal, so that it may be changed by hand. */
  public static String unsealed(String document) {
    return document.replaceFirst(",\\s*\"sha256\" : \"[0-9a-f]{64}\"\\s*}\\s*$", "\n}");
  }

  /** A place in the folder. */
  public String at(String name) {
    return folder.resolve(name).toString();
  }

  private Storage storage(String name) throws IOException {
    return Storage.at(at(name), new Configuration());
  }
}
