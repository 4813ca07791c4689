package org.refspark.jobs.retrain;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.retrain.TickFolder.Begun;
import org.refspark.jobs.retrain.TickFolder.Decided;
import org.refspark.jobs.retrain.TickFolder.Sharded;
import org.refspark.jobs.retrain.TickFolder.Taken;
import org.refspark.jobs.storage.Storage;

/** The ticks of a registry, by time; only the newest can be unfinished. */
final class Ticks {
  private static final String FOLDER = "ticks";
  private static final Pattern NAME = Pattern.compile("\\d{8}T\\d{6}Z");

  private final Storage registry;

  /**
   * @param registry the registry's folder
   */
  Ticks(Storage registry) {
    this.registry = registry;
  }

  /** The documents of a tick. */
  TickFolder folder(TickTime time) {
    return folder(time.folder());
  }

  private TickFolder folder(String name) {
    return new TickFolder(registry.child(FOLDER + "/" + name));
  }

  private List<String> names() throws IOException {
    return registry.list(FOLDER).stream().filter(name -> NAME.matcher(name).matches()).toList();
  }

  private Optional<String> newest() throws IOException {
    var names = names();
    return names.isEmpty() ? Optional.empty() : Optional.of(names.get(names.size() - 1));
  }

  /** The tick that was begun and did not come to its end. */
  Optional<Begun> unfinished() throws IOException {
    var newest = newest();
    if (newest.isEmpty() || decision(newest.get()).isPresent()) {
      return Optional.empty();
    }
    return begun(newest.get());
  }

  private Optional<Begun> begun(String name) throws IOException {
    return folder(name).find(TickFolder.TICK, Begun.class);
  }

  private Optional<Decided> decision(String name) throws IOException {
    return folder(name).find(TickFolder.DECISION, Decided.class);
  }

  /**
   * Checks that a tick that is to begin comes after all others.
   *
   * @throws ConfigurationException where a later one was there already
   */
  void requireNewest(TickTime time) throws IOException {
    var newest = newest();
    if (newest.isPresent() && newest.get().compareTo(time.folder()) > 0) {
      throw new ConfigurationException(
          "tick is %s, but %s holds a later one, %s; data that came until then were looked at. Give a later time"
              .formatted(time, registry.place(), newest.get()));
    }
  }

  /** Folder of the tick whose documents name all data before a tick; empty where there are none. */
  String dataBefore(TickTime time) throws IOException {
    var names = names();
    for (int i = names.size() - 1; i >= 0; i--) {
      var name = names.get(i);
      // One that died over its very first document has never begun.
      if (name.compareTo(time.folder()) < 0 && begun(name).isPresent()) {
        var decision = decision(name);
        if (decision.isEmpty()) {
          throw notWhole(name, TickFolder.DECISION);
        }
        return decision.get().data();
      }
    }
    return "";
  }

  /** All data that a tick names; none where the name is empty. */
  List<Taken> data(String name) throws IOException {
    if (name.isEmpty()) {
      return List.of();
    }
    var sharded = folder(name).find(TickFolder.SHARDS, Sharded.class);
    if (sharded.isEmpty()) {
      throw notWhole(name, TickFolder.SHARDS);
    }
    return sharded.get().taken();
  }

  private DataFormatException notWhole(String name, String document) {
    return new DataFormatException(
        registry.describe(FOLDER + "/" + name + "/" + document),
        "is missing or not whole; bring it back, since later ticks build on it");
  }

  /** The time that a tick's documents say. */
  static TickTime timeOf(Begun begun) {
    return new TickTime(Instant.parse(begun.tick()));
  }
}
