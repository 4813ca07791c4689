package org.refspark.jobs.retrain;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.refspark.jobs.registry.Version;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.storage.Storage;

/**
 * The documents of a tick: {@code ticks/20260101T000000Z/} with {@code tick.json}, {@code
 * found.json}, {@code shards.json}, {@code trained.json}, {@code evaluated.json} and {@code
 * decision.json}, each the commit of a step.
 */
final class TickFolder {
  static final String TICK = "tick.json";
  static final String FOUND = "found.json";
  static final String SHARDS = "shards.json";
  static final String TRAINED = "trained.json";
  static final String EVALUATED = "evaluated.json";

  /** The last document. */
  static final String DECISION = "decision.json";

  private static final int FORMAT = 1;

  private final Storage folder;

  /**
   * @param folder which need not exist yet
   */
  TickFolder(Storage folder) {
    this.folder = folder;
  }

  /**
   * How a tick began.
   *
   * @param format of a tick's documents
   * @param tick its time
   * @param champion of that moment; empty where there was none
   * @param frozen hash of the split that versions are measured on
   * @param before folder of the tick whose {@code shards.json} holds all data until now; empty
   *     where there is none
   * @param anyway whether a version is made where no data came, too
   * @param configuration all settings, which hold until the tick's end
   */
  record Begun(
      int format,
      String tick,
      String champion,
      String frozen,
      String before,
      boolean anyway,
      JsonNode configuration) {
    Begun(
        String tick,
        String champion,
        String frozen,
        String before,
        boolean anyway,
        JsonNode configuration) {
      this(FORMAT, tick, champion, frozen, before, anyway, configuration);
    }
  }

  /**
   * What came.
   *
   * @param version that will be made; empty where there is none to be made
   * @param arrivals folders that were not taken before
   */
  record Found(String version, List<Arrival> arrivals) {}

  /**
   * All data until now, in the order of their arrival.
   *
   * @param taken folders of published files and the shards made of them
   */
  record Sharded(List<Taken> taken) {}

  /**
   * A folder that was taken.
   *
   * @param arrival the folder
   * @param part its shards
   */
  record Taken(Arrival arrival, Version.Part part) {}

  /**
   * What candidate and champion came to on the frozen split.
   *
   * @param champion null where there was none
   * @param comparison null where there was none
   */
  record Evaluated(
      Workshop.Examined candidate,
      @JsonInclude(JsonInclude.Include.ALWAYS) Workshop.Examined champion,
      @JsonInclude(JsonInclude.Include.ALWAYS) Version.Comparison comparison) {}

  /** How a tick ended. */
  enum Outcome {
    /** A version was made and became champion. */
    PROMOTED,
    /** A version was made and did not become champion. */
    KEPT,
    /** There was nothing to learn from. */
    NO_NEW_DATA,
    /** The tick was given up by hand: what it found will be found again. */
    ABANDONED
  }

  /**
   * How a tick ended.
   *
   * @param version that was made; empty where there is none
   * @param summary in a sentence
   * @param data folder of the tick whose {@code shards.json} holds all data until now; empty where
   *     there is none
   */
  record Decided(Outcome outcome, String version, String summary, String data) {}

  /** Work that ends with a document. */
  @FunctionalInterface
  interface Step<T> {
    /** Does it, from the beginning or from where it was stopped. */
    T run() throws Exception;
  }

  /** The document of a step; the step is run first where it is not there. */
  <T> T once(String name, Class<T> type, Step<T> step) throws Exception {
    var done = find(name, type);
    if (done.isPresent()) {
      return done.get();
    }
    var document = step.run();
    // This write is the commit of the step.
    Json.write(folder, name, document);
    return document;
  }

  /** The document of a step, where the step is done: a part of a document is none. */
  <T> Optional<T> find(String name, Class<T> type) throws IOException {
    return Json.isCommitted(folder, name)
        ? Optional.of(Json.read(folder, name, type))
        : Optional.empty();
  }
}
