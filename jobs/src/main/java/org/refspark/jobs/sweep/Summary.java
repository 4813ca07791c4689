package org.refspark.jobs.sweep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.refspark.jobs.evaluate.Evaluated;
import org.refspark.jobs.evaluate.ExpressionResult;
import org.refspark.jobs.evaluate.PairedMetrics;
import org.refspark.jobs.sweep.SweepResults.Against;
import org.refspark.jobs.sweep.SweepResults.Mean;
import org.refspark.jobs.sweep.SweepResults.PointResult;
import org.refspark.jobs.sweep.SweepResults.State;
import org.refspark.jobs.sweep.SweepResults.TrialLine;

/** Puts trials' results together: means over seeds, and differences from the first point. */
final class Summary {
  private static final int BOOTSTRAP_ROUNDS = 10_000;

  private final SweepPlan plan;
  private final SweepFiles files;
  private final Sweep sweep;
  private final Map<String, Evaluated> read = new HashMap<>();

  Summary(SweepPlan plan, SweepFiles files, Sweep sweep) {
    this.plan = plan;
    this.files = files;
    this.sweep = sweep;
  }

  SweepResults results() throws IOException {
    var points = new ArrayList<PointResult>();
    for (var point : plan.points()) {
      var lines = plan.trialsOf(point).stream().map(this::line).toList();
      points.add(
          new PointResult(
              point.name(), place(point), point.published(), means(lines), against(point), lines));
    }
    return new SweepResults(
        SweepResults.FORMAT, metrics(), plan.config().along().orElse(""), scale(), points);
  }

  private List<String> metrics() {
    var asked = plan.config().metrics();
    return asked.isEmpty()
        ? plan.trials().stream()
            .flatMap(trial -> sweep.latest(trial).stream())
            .map(TrialResult::main)
            .findFirst()
            .orElse(List.of())
        : asked;
  }

  private String scale() {
    var end = plan.stages().get(plan.stages().size() - 1);
    return plan.config().smoke()
        ? "smoke: each trial ran for %d rounds only".formatted(end.orElseThrow())
        : end.map("each trial ran for %,d rounds at most"::formatted).orElse("");
  }

  private TrialLine line(Trial trial) {
    var failure = sweep.failure(trial);
    var state =
        sweep.isFinished(trial)
            ? State.FINISHED
            : failure.isPresent()
                ? State.FAILED
                : sweep.isStopped(trial) ? State.STOPPED : State.UNFINISHED;
    var cause = failure.map(TrialFailure::message).orElse("");
    return sweep
        .latest(trial)
        .map(
            result ->
                new TrialLine(
                    trial.name(),
                    trial.seed(),
                    state,
                    cause,
                    result.rounds(),
                    result.examples(),
                    result.seconds(),
                    result.evaluation(),
                    result.metrics()))
        .orElseGet(
            () -> new TrialLine(trial.name(), trial.seed(), state, cause, 0, 0, 0, "", Map.of()));
  }

  /** Of finished trials; where a point was stopped at a rung, of what they came to there. */
  private static Map<String, Mean> means(List<TrialLine> lines) {
    var counted = lines.stream().filter(line -> line.state() == State.FINISHED).toList();
    if (counted.isEmpty()) {
      counted = lines.stream().filter(line -> line.state() == State.STOPPED).toList();
    }
    var means = new TreeMap<String, Mean>();
    for (var name : counted.stream().flatMap(l -> l.metrics().keySet().stream()).toList()) {
      means.put(
          name,
          Mean.of(
              counted.stream()
                  .filter(line -> line.metrics().containsKey(name))
                  .mapToDouble(line -> line.metrics().get(name))
                  .toArray()));
    }
    return means;
  }

  private Map<String, Double> place(Point point) {
    var along = plan.config().along();
    if (along.isEmpty()) {
      return Map.of();
    }
    var settings = plan.settings().get(plan.trialsOf(point).get(0));
    try {
      return settings
          .optional(along.get())
          .map(text -> Map.of(along.get(), Double.valueOf(text)))
          .orElse(Map.of());
    } catch (NumberFormatException e) {
      return Map.of();
    }
  }

  /** All seeds of a picture are drawn together: expressions are those of a seed. */
  private Map<String, Against> against(Point point) throws IOException {
    var first = plan.points().get(0);
    var both =
        plan.config().seeds().stream()
            .filter(seed -> Stream.of(first, point).allMatch(p -> isFinished(p, seed)))
            .toList();
    if (point.equals(first) || both.isEmpty()) {
      return Map.of();
    }
    var a = new ArrayList<ExpressionResult>();
    var b = new ArrayList<ExpressionResult>();
    Evaluated one = null;
    Evaluated other = null;
    for (long seed : both) {
      one = evaluated(first, seed);
      other = evaluated(point, seed);
      if (!one.isComparableWith(other)) {
        return Map.of();
      }
      one.results().forEach(result -> a.add(result.named(ofSeed(result, seed))));
      other.results().forEach(result -> b.add(result.named(ofSeed(result, seed))));
    }
    var measured = one.metrics().metrics().keySet();
    var differences = new LinkedHashMap<String, Against>();
    PairedMetrics.of(
            a,
            b,
            one.metrics().convention().comparator(),
            plan.trials().get(0).seed(),
            BOOTSTRAP_ROUNDS)
        .forEach(
            (name, difference) -> {
              if (measured.contains(name)) {
                differences.put(
                    name,
                    new Against(
                        difference.value(),
                        difference.interval().low(),
                        difference.interval().high(),
                        difference.pValue(),
                        both.size(),
                        difference.pictures()));
              }
            });
    return differences;
  }

  private boolean isFinished(Point point, long seed) {
    return sweep.isFinished(Trial.of(point, seed));
  }

  private Evaluated evaluated(Point point, long seed) throws IOException {
    var trial = Trial.of(point, seed);
    var known = read.get(trial.name());
    if (known == null) {
      var name = sweep.latest(trial).orElseThrow().evaluation();
      known = Evaluated.read(files.run(trial), name);
      read.put(trial.name(), known);
    }
    return known;
  }

  private static String ofSeed(ExpressionResult result, long seed) {
    return result.expression() + " seed " + seed;
  }
}
