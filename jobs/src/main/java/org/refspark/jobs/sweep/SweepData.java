package org.refspark.jobs.sweep;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.command.Command;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.DataConfig;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.shard.ShardSet;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.storage.Storage;

/**
 * What all trials learn from and are measured on.
 *
 * @param train place of the shards to learn from
 * @param trainHash of their content
 * @param eval place of the shards to measure on
 * @param evalHash of their content
 * @param evalSplit their split
 */
record SweepData(String train, String trainHash, String eval, String evalHash, String evalSplit) {
  private static final String READY = "data/ready.json";

  /** What {@code data/ready.json} says: the shards are whole. */
  record Ready(String trainHash, String evalHash) {}

  /** Opens the shards that settings name. */
  static SweepData given(Settings settings, Storage near) throws IOException {
    var data = settings.section("data", DataConfig.class);
    if (data.train().size() > 1) {
      throw new ConfigurationException(
          "data.train names %d folders, but the trials of a sweep learn from one"
              .formatted(data.train().size()));
    }
    return of(named(data.train().stream().findFirst(), "train"), named(data.eval(), "eval"), near);
  }

  private static String named(Optional<String> place, String what) {
    return place.orElseThrow(
        () ->
            new ConfigurationException(
                ("data.%s is missing: add data.%s=SHARDS, the folder that refspark shard has made;"
                        + " or let the sweep draw pictures of its own with sweep.synthesize=true")
                    .formatted(what, what)));
  }

  /** Draws pictures and makes shards of them, unless that has been done. */
  static SweepData drawn(
      Settings settings, Storage sweep, Command synthesize, Command shard, PrintStream out)
      throws Exception {
    var scenes = sweep.child("data/scenes").place();
    var train = sweep.child("data/train").place();
    var eval = sweep.child("data/test").place();
    if (!Json.isCommitted(sweep, READY)) {
      synthesize.run(settings.with(Map.of("out", scenes)), out);
      shard.run(settings.with(source(scenes, "train", train)), out);
      shard.run(settings.with(source(scenes, "test", eval)), out);
      var data = of(train, eval, sweep);
      Json.write(sweep, READY, new Ready(data.trainHash, data.evalHash));
    }
    var data = of(train, eval, sweep);
    var ready = Json.read(sweep, READY, Ready.class);
    if (!ready.equals(new Ready(data.trainHash, data.evalHash))) {
      throw new DataFormatException(
          sweep.describe("data"),
          "the shards have changed since the sweep was begun; give the sweep another directory");
    }
    return data;
  }

  private static Map<String, String> source(String scenes, String split, String shards) {
    return Map.of("data.root", scenes, "data.split", split, "out", shards);
  }

  private static SweepData of(String train, String eval, Storage near) throws IOException {
    var hadoop = near.hadoopConfiguration();
    try (var learnt = ShardSet.open(Storage.at(train, hadoop));
        var measured = ShardSet.open(Storage.at(eval, hadoop))) {
      return new SweepData(
          learnt.storage().place(),
          learnt.manifest().hash(),
          measured.storage().place(),
          measured.manifest().hash(),
          measured.manifest().split());
    }
  }
}
