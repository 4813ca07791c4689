package org.refspark.jobs.sweep;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.FlatSettings;
import org.refspark.jobs.config.SweepConfig;
import org.refspark.jobs.config.SweepConfig.Range;

/** The points that a configuration describes: the named ones, the grid, and those drawn. */
final class Points {
  private static final MathContext DRAWN = new MathContext(4);

  private Points() {}

  /**
   * All points, in their order: the first is what the others are compared with.
   *
   * @throws ConfigurationException where there is none, or two have one name
   */
  static List<Point> of(SweepConfig config) {
    var points = new ArrayList<Point>();
    for (var named : config.points()) {
      points.add(
          new Point(
              named.name(),
              named.conf(),
              named.set().map(FlatSettings::values).orElseGet(TreeMap::new),
              named.publishedNumbers()));
    }
    points.addAll(grid(FlatSettings.lists(config.grid())));
    config.random().ifPresent(random -> points.addAll(drawn(random)));
    if (points.isEmpty()) {
      throw new ConfigurationException(
          "the sweep has no points: give sweep.points, sweep.grid or sweep.random, or a file of"
              + " conf/sweep with --conf");
    }
    refuseEqualNames(points);
    return points;
  }

  private static void refuseEqualNames(List<Point> points) {
    var names = new HashMap<String, String>();
    for (var point : points) {
      var folder = point.folder();
      var other = names.put(folder, point.name());
      if (folder.isEmpty() || other != null) {
        throw new ConfigurationException(
            "the sweep's point \"%s\" needs another name: its folder would be \"%s\"%s"
                .formatted(
                    point.name(), folder, other == null ? "" : ", that of \"" + other + "\""));
      }
    }
  }

  /** Every combination; the values of the last key change first. */
  private static List<Point> grid(SortedMap<String, List<String>> lists) {
    if (lists.isEmpty()) {
      return List.of();
    }
    List<SortedMap<String, String>> combinations = List.of(new TreeMap<>());
    for (var key : lists.entrySet()) {
      var longer = new ArrayList<SortedMap<String, String>>();
      for (var combination : combinations) {
        for (var value : key.getValue()) {
          var more = new TreeMap<>(combination);
          more.put(key.getKey(), value);
          longer.add(more);
        }
      }
      combinations = longer;
    }
    var names = shortNames(lists.keySet());
    return combinations.stream().map(values -> point(values, names)).toList();
  }

  private static Point point(SortedMap<String, String> values, Map<String, String> names) {
    var name =
        values.entrySet().stream()
            .map(value -> names.get(value.getKey()) + " = " + value.getValue())
            .collect(Collectors.joining(", "));
    return new Point(name, Optional.empty(), values, Map.of());
  }

  /** The fewest last words of each key that no other key ends with. */
  private static Map<String, String> shortNames(Collection<String> keys) {
    var names = new HashMap<String, String>();
    for (var key : keys) {
      var words = key.split("\\.");
      var name = words[words.length - 1];
      for (int i = words.length - 2; i >= 0 && isShared(name, keys); i--) {
        name = words[i] + "." + name;
      }
      names.put(key, name);
    }
    return names;
  }

  private static boolean isShared(String name, Collection<String> keys) {
    return keys.stream().filter(key -> ("." + key).endsWith("." + name)).count() > 1;
  }

  /** Each point's values follow from the seed and its number alone. */
  private static List<Point> drawn(SweepConfig.Random random) {
    var ranges = new ArrayList<>(random.ranges());
    ranges.sort(Comparator.comparing(Range::key));
    var seeds = new SplittableRandom(random.seed());
    var points = new ArrayList<Point>();
    for (int i = 0; i < random.count(); i++) {
      var draw = seeds.split();
      var values = new TreeMap<String, String>();
      ranges.forEach(range -> values.put(range.key(), value(range, draw.nextDouble())));
      points.add(new Point("draw %03d".formatted(i + 1), Optional.empty(), values, Map.of()));
    }
    return points;
  }

  /** Four digits: what stands in a table is what is tried. */
  private static String value(Range range, double place) {
    double from = range.from();
    double to = range.to();
    return switch (range.scale()) {
      case WHOLE -> Long.toString((long) (from + Math.floor(place * (to - from + 1))));
      case LINEAR -> digits(from + place * (to - from));
      case LOG -> digits(from * Math.pow(to / from, place));
    };
  }

  private static String digits(double value) {
    return new BigDecimal(value).round(DRAWN).toString();
  }
}
