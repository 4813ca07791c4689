package org.refspark.jobs.config;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Section {@code sweep}: which trials there are, and what becomes of them.
 *
 * @param conf file of settings under those of the sweep, for points without one of their own
 * @param points settings with names
 * @param grid every combination of these keys' values is a point
 * @param random points that are drawn; absent for none
 * @param seeds values of {@code train.seed}: a trial of each point with each
 * @param metrics the columns of the table, as in metrics.json; the first decides. Empty: those that
 *     {@code evaluate} prints first
 * @param along the key that plots go along; absent for none
 * @param synthesize whether pictures are drawn for the sweep, by section {@code scenes}
 * @param smoke whether every trial runs for a few rounds only, to try the machinery
 * @param parallel trials side by side
 * @param budget limits of rounds and time
 * @param halving which trials go on after some rounds
 */
public record SweepConfig(
    Optional<String> conf,
    List<Point> points,
    Config grid,
    Optional<Random> random,
    List<Long> seeds,
    List<String> metrics,
    Optional<String> along,
    boolean synthesize,
    boolean smoke,
    int parallel,
    Budget budget,
    Halving halving) {
  private static final int MOST_PARALLEL = 1000;
  private static final int MOST_RANDOM = 100_000;

  /**
   * Settings with a name.
   *
   * @param name as the table has it
   * @param conf file of settings, as {@code --conf} takes it, under those of the sweep
   * @param set keys and values over them
   * @param published figures of the paper by metric, in percent
   */
  public record Point(
      String name, Optional<String> conf, Optional<Config> set, Optional<Config> published) {
    public Point {
      Allowed.notBlank("name", name);
      published.ifPresent(Point::numbers);
    }

    /** The paper's figures by metric, in percent. */
    public Map<String, Double> publishedNumbers() {
      return published.map(Point::numbers).orElse(Map.of());
    }

    private static Map<String, Double> numbers(Config section) {
      var numbers = new LinkedHashMap<String, Double>();
      FlatSettings.values(section)
          .forEach(
              (metric, text) -> {
                try {
                  numbers.put(metric, Double.valueOf(text));
                } catch (NumberFormatException e) {
                  throw new IllegalArgumentException(
                      "published: %s is %s, expected a number of percent".formatted(metric, text),
                      e);
                }
              });
      return numbers;
    }
  }

  /**
   * Points that are drawn.
   *
   * @param count of them
   * @param seed of the drawing: the same draws the same
   * @param ranges of values
   */
  public record Random(int count, long seed, List<Range> ranges) {
    public Random {
      ranges = List.copyOf(ranges);
      Allowed.between(1, MOST_RANDOM, "count", count);
      if (ranges.isEmpty()) {
        throw new IllegalArgumentException("ranges is empty, expected a range at least");
      }
    }
  }

  /** How values of a range are spread. */
  public enum Scale {
    LINEAR,
    /** Evenly by magnitude. */
    LOG,
    /** Whole numbers, evenly. */
    WHOLE
  }

  /**
   * The values of a key.
   *
   * @param from the least
   * @param to the most
   */
  public record Range(String key, double from, double to, Scale scale) {
    public Range {
      Allowed.notBlank("key", key);
      if (!(from < to)) {
        throw new IllegalArgumentException(
            "to is %s, expected more than from, %s".formatted(to, from));
      }
      if (scale == Scale.LOG) {
        Allowed.positive("from", from);
      }
    }
  }

  /**
   * Limits.
   *
   * @param rounds of a trial, after which it is measured as it is; absent for all
   * @param time after which no trial is begun any more; absent for none
   */
  public record Budget(Optional<Integer> rounds, Optional<Duration> time) {
    public Budget {
      rounds.ifPresent(n -> Allowed.atLeast(1, "rounds", n));
      time.ifPresent(t -> Allowed.positive("time", (double) t.toNanos()));
    }
  }

  /**
   * Successive halving: trials are measured at rungs, and the better ones go on.
   *
   * @param rungs rounds at which trials are measured, rising; empty for no halving
   * @param factor one point of so many goes on from a rung
   */
  public record Halving(List<Integer> rungs, int factor) {
    public Halving {
      rungs = List.copyOf(rungs);
      Allowed.between(2, 100, "factor", factor);
      for (int i = 0; i < rungs.size(); i++) {
        int before = i == 0 ? 0 : rungs.get(i - 1);
        if (rungs.get(i) <= before) {
          throw new IllegalArgumentException(
              "rungs is %s, expected rising numbers of rounds".formatted(rungs));
        }
      }
    }
  }

  public SweepConfig {
    points = List.copyOf(points);
    seeds = List.copyOf(seeds);
    metrics = List.copyOf(metrics);
    FlatSettings.lists(grid);
    if (seeds.isEmpty() || seeds.stream().distinct().count() < seeds.size()) {
      throw new IllegalArgumentException(
          "seeds is %s, expected different numbers, one at least".formatted(seeds));
    }
    Allowed.between(1, MOST_PARALLEL, "parallel", parallel);
    var rungs = halving.rungs();
    budget
        .rounds()
        .filter(most -> !rungs.isEmpty() && rungs.get(rungs.size() - 1) >= most)
        .ifPresent(
            most -> {
              throw new IllegalArgumentException(
                  "halving.rungs is %s, expected fewer rounds than budget.rounds, %d"
                      .formatted(rungs, most));
            });
  }
}
