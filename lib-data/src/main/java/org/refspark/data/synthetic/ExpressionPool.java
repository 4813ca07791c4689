package org.refspark.data.synthetic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All that could be said of a scene; texts that could mean two things are left out. */
final class ExpressionPool {
  /**
   * An expression that may be chosen.
   *
   * @param targets instance indices, rising
   * @param discerning whether it means some but not all of a kind
   * @param related whether it names another kind too
   */
  record Candidate(String text, List<Integer> targets, boolean discerning, boolean related) {
    boolean plural() {
      return targets.size() > 1;
    }
  }

  private static final double PLURAL_SHARE = 0.47;
  private static final double DISCERNING_SHARE = 0.78;
  private static final double RELATED_SHARE = 0.28;

  private final Map<String, Candidate> candidates = new LinkedHashMap<>();
  private final Set<String> ambiguous = new HashSet<>();

  /**
   * Adds an expression.
   *
   * @param targets the figures meant
   * @param kind how many of their category the scene holds
   */
  void add(String text, List<Figure> targets, int kind) {
    var indices = targets.stream().map(Figure::index).sorted().toList();
    var candidate = new Candidate(text, indices, targets.size() < kind, Relation.in(text));
    var known = candidates.putIfAbsent(text, candidate);
    if (known != null && !known.targets().equals(indices)) {
      ambiguous.add(text);
    }
  }

  /**
   * Chooses up to {@code wanted} expressions: about as many plural ones as the published data hold,
   * mostly such that tell objects of a kind apart, and spread over the scene's objects.
   */
  Map<String, List<Integer>> choose(int wanted, Dice dice) {
    candidates.keySet().removeAll(ambiguous);
    var open = new ArrayList<>(candidates.values());
    dice.shuffle(open);
    var said = new HashMap<List<Integer>, Integer>();
    var chosen = new LinkedHashMap<String, List<Integer>>();
    while (chosen.size() < wanted && !open.isEmpty()) {
      boolean plural = dice.chance(PLURAL_SHARE);
      boolean related = dice.chance(RELATED_SHARE);
      boolean discerning = dice.chance(DISCERNING_SHARE);
      Candidate best = null;
      int least = Integer.MAX_VALUE;
      for (var candidate : open) {
        int rank =
            (candidate.plural() == plural ? 0 : 1000)
                + (candidate.discerning() == discerning ? 0 : 100)
                + (candidate.related() == related ? 0 : 40)
                + said.getOrDefault(candidate.targets(), 0);
        if (rank < least) {
          best = candidate;
          least = rank;
        }
      }
      open.remove(best);
      said.merge(best.targets(), 1, Integer::sum);
      chosen.put(best.text(), best.targets());
    }
    return chosen;
  }
}
