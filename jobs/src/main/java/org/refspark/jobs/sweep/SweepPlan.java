package org.refspark.jobs.sweep;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.config.SweepConfig;

/**
 * All trials of a sweep with their settings, and the stages that each goes through: the rungs of
 * halving, and last the whole of it.
 *
 * @param config of the sweep
 * @param points in their order
 * @param trials of all points, those of a point together
 * @param settings by trial, without places of data and run
 */
record SweepPlan(
    SweepConfig config, List<Point> points, List<Trial> trials, Map<Trial, Settings> settings) {
  /** The arguments that trials' settings may have. */
  static final Set<String> ARGUMENTS = Set.of("run", "out");

  private static final String SECTION = "sweep";
  // One Spark, and one set of shards, is all trials'.
  private static final List<String> SHARED = List.of("data", "scenes", "spark", SECTION);
  private static final int SMOKE_ROUNDS = 3;

  /**
   * Checks the settings of every trial before any is begun.
   *
   * @throws ConfigurationException that names the point
   */
  static SweepPlan of(Settings settings) {
    var config = settings.section(SECTION, SweepConfig.class);
    var points = Points.of(config);
    var trials = new LinkedHashMap<Trial, Settings>();
    for (var point : points) {
      for (long seed : config.seeds()) {
        trials.put(Trial.of(point, seed), settings(settings, config, point, seed));
      }
    }
    return new SweepPlan(config, points, List.copyOf(trials.keySet()), trials);
  }

  private static Settings settings(Settings sweep, SweepConfig config, Point point, long seed) {
    var values = new TreeMap<>(point.values());
    values.put("train.seed", Long.toString(seed));
    try {
      var file = point.conf().or(config::conf).map(Path::of);
      var settings = sweep.derive(SECTION, file, values, ARGUMENTS);
      point.values().keySet().forEach(key -> refuseUnfit(settings, key));
      return settings;
    } catch (ConfigurationException e) {
      throw new ConfigurationException(
          "the sweep's point \"%s\": %s".formatted(point.name(), e.getMessage()));
    }
  }

  private static void refuseUnfit(Settings settings, String key) {
    if (SHARED.contains(key.split("\\.")[0]) || key.equals("train.seed")) {
      throw new ConfigurationException(
          "%s is one for all trials%s"
              .formatted(
                  key, key.equals("train.seed") ? "; sweep.seeds says which there are" : ""));
    }
    if (!settings.hasDefault(key)) {
      throw new ConfigurationException(
          "unknown key %s%s"
              .formatted(
                  key,
                  settings.nearestKey(key).map(near -> "; did you mean " + near + "?").orElse("")));
    }
  }

  /** The trials of a point. */
  List<Trial> trialsOf(Point point) {
    return trials.stream().filter(trial -> trial.point().equals(point)).toList();
  }

  /** Rounds after which a trial is measured, by stage; absent for its end. */
  List<Optional<Integer>> stages() {
    var stages = new ArrayList<Optional<Integer>>();
    var rungs = config.halving().rungs();
    for (int i = 0; i < rungs.size(); i++) {
      stages.add(Optional.of(config.smoke() ? i + 1 : rungs.get(i)));
    }
    stages.add(
        config.smoke()
            ? Optional.of(Math.max(SMOKE_ROUNDS, stages.size() + 1))
            : config.budget().rounds());
    return stages;
  }
}
