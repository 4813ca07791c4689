package org.refspark.jobs.sweep;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.BiFunction;

/**
 * Asynchronous successive halving (Li et al., "A System for Massively Parallel Hyperparameter
 * Tuning", 2020), made deterministic: results of a rung are taken in the order in which its points
 * came there, whenever they arrive. Of the first n, the best ⌊n / factor⌋ go on; so who goes on
 * follows from the results alone, and nobody waits for a point behind.
 *
 * @param stages rungs and the end
 * @param factor one of so many goes on
 */
record Halving(int stages, int factor) {
  /** A point that failed: it is behind all others. */
  static final double FAILED = Double.NEGATIVE_INFINITY;

  /**
   * What followed when the result of a point was taken.
   *
   * @param rung its number, from 0
   * @param point whose result it is
   * @param score the point's; none where it failed
   * @param taken results of this rung so far, with this one
   * @param promoted points that go on since then
   */
  record Decision(int rung, String point, Double score, int taken, List<String> promoted) {}

  /**
   * Who may run, and why.
   *
   * @param points by stage, in the order in which they came there
   */
  record Standing(List<List<Point>> points, List<Decision> decisions) {}

  /**
   * The standing after some results.
   *
   * @param first all points
   * @param scores of a point at a stage, more is better; empty while it is not known
   */
  Standing standing(List<Point> first, BiFunction<Point, Integer, OptionalDouble> scores) {
    var byStage = new ArrayList<List<Point>>();
    var decisions = new ArrayList<Decision>();
    byStage.add(first);
    boolean complete = true;
    for (int rung = 0; rung < stages - 1; rung++) {
      var here = byStage.get(rung);
      var seen = new ArrayList<Scored>();
      var promoted = new ArrayList<Point>();
      for (var point : here) {
        var score = scores.apply(point, rung);
        if (score.isEmpty()) {
          break;
        }
        seen.add(new Scored(point, score.getAsDouble(), seen.size()));
        boolean last = complete && seen.size() == here.size();
        decisions.add(take(rung, seen, last, promoted));
      }
      complete = complete && seen.size() == here.size();
      byStage.add(promoted);
    }
    return new Standing(byStage, decisions);
  }

  private record Scored(Point point, double score, int place) {}

  /** Where a rung is over and had too few points for the factor, its best goes on all the same. */
  private Decision take(int rung, List<Scored> seen, boolean last, List<Point> promoted) {
    int quota = seen.size() / factor;
    if (last && promoted.isEmpty()) {
      quota = Math.max(1, quota);
    }
    var added =
        seen.stream()
            .filter(scored -> scored.score() != FAILED)
            .sorted(
                Comparator.comparingDouble(Scored::score)
                    .reversed()
                    .thenComparingInt(Scored::place))
            .limit(quota)
            .map(Scored::point)
            .filter(point -> !promoted.contains(point))
            .toList();
    promoted.addAll(added);
    var taken = seen.get(seen.size() - 1);
    return new Decision(
        rung,
        taken.point().name(),
        taken.score() == FAILED ? null : taken.score(),
        seen.size(),
        added.stream().map(Point::name).toList());
  }
}
