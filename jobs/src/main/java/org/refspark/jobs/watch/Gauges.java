package org.refspark.jobs.watch;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The latest figures of this process, in a registry of Spark's metrics system. Thread-safe. */
public final class Gauges {
  /** Rounds done, counted from the beginning of the run. */
  public static final String ROUND = "train.round";

  /** The epoch that the last round belonged to, from 1. */
  public static final String EPOCH = "train.epoch";

  /** When the last round ended, in seconds since 1970. */
  public static final String ENDED = "train.last_round_time_seconds";

  /** Mean loss of the last round's examples. */
  public static final String LOSS = "train.loss";

  /** Rounds that did not count, since the command was started. */
  public static final String REJECTED = "train.rejected_rounds";

  /** The last measurement during training, by the metric that checkpoints are compared by. */
  public static final String SCORE = "train.score";

  /** Examples of the last round by its time. */
  public static final String EXAMPLES_PER_SECOND = "train.examples_per_second";

  /** Milliseconds that the last round took. */
  public static final String ROUND_MS = "train.round_ms";

  /** Milliseconds of the last round for handing values out, averaging and collecting them. */
  public static final String AVERAGING_MS = "train.averaging_ms";

  /** Milliseconds of the newest checkpoint. */
  public static final String CHECKPOINT_MS = "train.checkpoint_ms";

  /** Share of the workers' time in which they waited for pictures, in the last round. */
  public static final String INPUT_SHARE = "train.input_share";

  private static volatile Gauges ofThisDriver = new Gauges(new MetricRegistry());

  private final MetricRegistry registry;
  private final Map<String, Double> values = new ConcurrentHashMap<>();

  private Gauges(MetricRegistry registry) {
    this.registry = registry;
  }

  /** Figures of a driver, shown in this registry from now on. */
  static Gauges begin(MetricRegistry registry) {
    var gauges = new Gauges(registry);
    // Spark leaves a registry alone that is empty at the start.
    gauges.set(ROUND, 0);
    gauges.set(REJECTED, 0);
    ofThisDriver = gauges;
    return gauges;
  }

  /** Those of the running context; without one that has our plugin they are shown nowhere. */
  public static Gauges ofThisDriver() {
    return ofThisDriver;
  }

  /** Takes figures away whose names begin so: they would stay what they were last. */
  void forget(String prefix) {
    values.keySet().removeIf(name -> name.startsWith(prefix) && registry.remove(name));
  }

  /** Sets a figure, which appears with its first value. */
  public void set(String name, double value) {
    if (values.put(name, value) == null) {
      registry.register(name, (Gauge<Double>) () -> values.get(name));
    }
  }
}
