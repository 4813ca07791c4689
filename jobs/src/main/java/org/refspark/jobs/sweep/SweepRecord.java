package org.refspark.jobs.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.storage.Storage;

/**
 * What a sweep was asked for: {@code sweep.json}, the first file of its folder.
 *
 * @param format of this document, 1
 * @param created as ISO 8601
 * @param common settings that all trials have, by key
 * @param trials in their order
 */
record SweepRecord(
    int format, String created, SortedMap<String, String> common, List<Planned> trials) {
  static final String NAME = "sweep.json";
  private static final int FORMAT = 1;
  private static final int TOLD = 12;

  // Where and how fast trials run may change between one start and the next.
  private static final List<String> SECTIONS =
      List.of("model", "optimizer", "train", "averaging", "evaluate");
  private static final List<String> FREE =
      List.of("train.cache-megabytes", "averaging.deadline", "evaluate.pictures-per-task");

  /**
   * A trial.
   *
   * @param name of its folder
   * @param point its name
   * @param values settings that not all trials have, by key
   */
  record Planned(String name, String point, SortedMap<String, String> values) {}

  /**
   * @param hashes of the shards by what they are for; empty where the sweep draws them, which
   *     section {@code scenes} says enough of
   */
  static SweepRecord of(SweepPlan plan, Map<String, String> hashes) throws IOException {
    var sections = new ArrayList<>(SECTIONS);
    if (hashes.isEmpty()) {
      sections.add("scenes");
    }
    var all = new ArrayList<SortedMap<String, String>>();
    for (var trial : plan.trials()) {
      all.add(values(plan.settings().get(trial), sections));
    }
    var common = new TreeMap<>(all.get(0));
    all.forEach(values -> common.entrySet().retainAll(values.entrySet()));
    var trials = new ArrayList<Planned>();
    for (int i = 0; i < all.size(); i++) {
      var own = all.get(i);
      own.entrySet().removeAll(common.entrySet());
      var trial = plan.trials().get(i);
      trials.add(new Planned(trial.name(), trial.point().name(), own));
    }
    var config = plan.config();
    hashes.forEach((what, hash) -> common.put("the hash of the shards of " + what, hash));
    common.put("sweep.smoke", Boolean.toString(config.smoke()));
    common.put("sweep.metrics", config.metrics().toString());
    common.put("sweep.budget.rounds", config.budget().rounds().map(String::valueOf).orElse("all"));
    common.put("sweep.halving.rungs", config.halving().rungs().toString());
    common.put("sweep.halving.factor", Integer.toString(config.halving().factor()));
    return new SweepRecord(FORMAT, Instant.now().toString(), common, trials);
  }

  private static SortedMap<String, String> values(Settings settings, List<String> sections)
      throws IOException {
    var json = Json.parse(settings.toJson(), JsonNode.class);
    var values = new TreeMap<String, String>();
    sections.forEach(section -> flatten(section, json.path(section), values));
    values.keySet().removeAll(FREE);
    return values;
  }

  private static void flatten(String key, JsonNode value, SortedMap<String, String> into) {
    if (value.isObject()) {
      value.fields().forEachRemaining(f -> flatten(key + "." + f.getKey(), f.getValue(), into));
    } else if (!value.isMissingNode()) {
      into.put(key, value.isTextual() ? value.textValue() : value.toString());
    }
  }

  /**
   * Writes this record into a new folder, or checks it against the one there.
   *
   * @throws ConfigurationException where the folder's sweep is another: names what differs
   */
  void agreeWith(Storage sweep) throws IOException {
    if (!Json.isCommitted(sweep, NAME)) {
      Json.write(sweep, NAME, this);
      return;
    }
    var differences = differences(Json.read(sweep, NAME, SweepRecord.class));
    if (!differences.isEmpty()) {
      var told = differences.subList(0, Math.min(TOLD, differences.size()));
      throw new ConfigurationException(
          ("%s belongs to another sweep: %s%s. Give the same definition to go on with it, or"
                  + " another directory")
              .formatted(
                  sweep.describe(NAME),
                  String.join("; ", told),
                  told.size() < differences.size()
                      ? "; and %,d more".formatted(differences.size() - told.size())
                      : ""));
    }
  }

  private List<String> differences(SweepRecord earlier) {
    var differences = new ArrayList<String>();
    var names = trials.stream().map(Planned::name).toList();
    var then = earlier.trials.stream().map(Planned::name).toList();
    if (!names.equals(then)) {
      differences.add("the trials are %s now and were %s then".formatted(names, then));
      return differences;
    }
    compare("", common, earlier.common, differences);
    for (int i = 0; i < trials.size(); i++) {
      var trial = trials.get(i);
      compare(" of " + trial.name(), trial.values, earlier.trials.get(i).values, differences);
    }
    return differences;
  }

  private static void compare(
      String of,
      SortedMap<String, String> now,
      SortedMap<String, String> then,
      List<String> differences) {
    var keys = new TreeSet<>(now.keySet());
    keys.addAll(then.keySet());
    for (var key : keys) {
      var asked = now.getOrDefault(key, "absent");
      var was = then.getOrDefault(key, "absent");
      if (!asked.equals(was)) {
        differences.add("%s%s is %s now and was %s then".formatted(key, of, asked, was));
      }
    }
  }
}
