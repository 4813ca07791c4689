package org.refspark.jobs.bench;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.refspark.jobs.bench.Splits.Split;
import org.refspark.jobs.command.Command;
import org.refspark.jobs.config.Settings;

/**
 * The commands that are measured, on generated sketches of the published size; what they print is
 * dropped.
 *
 * @param synthesize draws
 * @param shard makes shards
 * @param train trains
 * @param evaluate measures
 */
record Pipeline(Command synthesize, Command shard, Command train, Command evaluate) {
  private static final Map<String, String> NO_SKETCHES =
      Map.of("scenes.kind", "sketches", "scenes.train", "0", "scenes.val", "0", "scenes.test", "0");

  private static final Map<String, String> ONE_ROUND =
      Map.of("train.epochs", "1", "averaging.workers", "1", "averaging.frequency", "100000");

  /** Draws splits in the published layout. */
  void draw(Settings settings, String scenes, List<Split> splits) throws Exception {
    var arguments = new HashMap<>(NO_SKETCHES);
    splits.forEach(
        split -> arguments.put("scenes." + split.name(), String.valueOf(split.pictures())));
    arguments.put("out", scenes);
    run(synthesize, settings, arguments);
  }

  /** Makes shards of a split. */
  void shard(Settings settings, String scenes, String split, String shards) throws Exception {
    run(
        shard,
        settings,
        Map.of(
            "data.format",
            "sketchyscene-matching",
            "data.root",
            scenes,
            "data.split",
            split,
            "out",
            shards));
  }

  /** Trains one round of one worker. */
  void train(Settings settings, String shards, String run) throws Exception {
    run(train, settings.with(ONE_ROUND), Map.of("data.train", shards, "run", run));
  }

  /** Measures a run on shards. */
  void evaluate(Settings settings, String run, String shards) throws Exception {
    run(evaluate, settings, Map.of("data.eval", shards, "run", run));
  }

  private static void run(Command command, Settings settings, Map<String, String> arguments)
      throws Exception {
    try (var nothing =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      command.run(settings.with(arguments), nothing);
    }
  }
}
