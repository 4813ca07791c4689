package org.refspark.jobs.retrain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.refspark.jobs.config.RetrainConfig;
import org.refspark.jobs.registry.Version.Check;
import org.refspark.jobs.registry.Version.Comparison;
import org.refspark.jobs.registry.Version.Decision;
import org.refspark.jobs.retrain.Workshop.Examined;
import org.refspark.jobs.retrain.Workshop.Trained;

/** Decides whether a candidate becomes champion, from what is written about it alone. */
final class Gate {
  private final RetrainConfig.Gate config;
  private final String frozen;
  private final List<Check> checks = new ArrayList<>();

  /**
   * @param frozen hash of the split that all versions are measured on
   */
  Gate(RetrainConfig.Gate config, String frozen) {
    this.config = config;
    this.frozen = frozen;
  }

  /**
   * What the champion came to.
   *
   * @param examined on the frozen split
   * @param comparison of the candidate with it
   */
  record Champion(Examined examined, Comparison comparison) {}

  /** The decision on a candidate whose training failed. */
  Decision ofFailed(Trained trained) {
    checks.add(new Check("trained", false, trained.failure()));
    return new Decision(false, false, "Not sound: training failed. " + trained.failure(), checks);
  }

  /**
   * The decision on a candidate that was trained and measured.
   *
   * @param champion none where the candidate is the first
   */
  Decision decide(Trained trained, Examined candidate, Optional<Champion> champion) {
    checkNumbers(trained, candidate);
    checkCompleteness("complete", candidate);
    boolean sound = checks.stream().allMatch(Check::passed);
    if (champion.isPresent()) {
      checkCompleteness("champion complete", champion.get().examined());
      checkBetter(champion.get().comparison());
      checkCategories(candidate, champion.get().examined());
    }
    boolean promoted = checks.stream().allMatch(Check::passed);
    return new Decision(promoted, sound, summary(champion, promoted, sound), checks);
  }

  private String summary(Optional<Champion> champion, boolean promoted, boolean sound) {
    if (promoted) {
      return champion
          .map(former -> "Promoted over %s.".formatted(former.comparison().champion()))
          .orElse("Promoted: the first version.");
    }
    var reasons =
        checks.stream()
            .filter(check -> !check.passed())
            .map(check -> "%s: %s".formatted(check.name(), check.said()))
            .toList();
    return "%s: %s.".formatted(sound ? "Kept back" : "Not sound", String.join("; ", reasons));
  }

  private void checkNumbers(Trained trained, Examined candidate) {
    var notFinite =
        new TreeMap<>(candidate.metrics())
            .entrySet().stream()
                .filter(metric -> !Double.isFinite(metric.getValue()))
                .map(metric -> metric.getKey() + " is " + metric.getValue())
                .toList();
    boolean measured = candidate.metrics().containsKey(candidate.metric());
    checks.add(
        new Check(
            "finite",
            trained.finite() && notFinite.isEmpty() && measured,
            !trained.finite()
                ? "there are weights that are no numbers"
                : !notFinite.isEmpty()
                    ? String.join(", ", notFinite)
                    : measured
                        ? "all weights and metrics are numbers"
                        : "there is no " + candidate.metric()));
  }

  private void checkCompleteness(String name, Examined examined) {
    boolean same = examined.frozen().equals(frozen);
    checks.add(
        new Check(
            name,
            same && examined.expressions() == examined.expected() && examined.expected() > 0,
            same
                ? "%,d of %,d expressions were measured"
                    .formatted(examined.expressions(), examined.expected())
                : "measured on other shards (%.12s…) than the frozen ones (%.12s…)"
                    .formatted(examined.frozen(), frozen)));
  }

  /** Comparisons with values that are no numbers fail. */
  private void checkBetter(Comparison comparison) {
    checks.add(
        new Check(
            "better",
            comparison.difference() > config.margin(),
            "%s of %s to %s, asked for more than %s"
                .formatted(
                    points(comparison.difference()),
                    percent(comparison.value()),
                    percent(comparison.value() + comparison.difference()),
                    points(config.margin()))));
    if (config.significance() < 1) {
      checks.add(
          new Check(
              "significant",
              comparison.difference() > 0 && comparison.pValue() <= config.significance(),
              String.format(
                  Locale.ROOT,
                  "p %.4f, asked for at most %s; 95 %% interval %s to %s",
                  comparison.pValue(),
                  config.significance(),
                  points(comparison.low()),
                  points(comparison.high()))));
    }
  }

  private void checkCategories(Examined candidate, Examined champion) {
    var fallen = new ArrayList<String>();
    int looked = 0;
    for (var category : new TreeMap<>(champion.categories()).entrySet()) {
      var before = category.getValue();
      var now = candidate.categories().get(category.getKey());
      if (before.expressions() < config.leastCategoryExpressions()
          || !Double.isFinite(before.value())) {
        continue;
      }
      looked++;
      double fall = now == null ? Double.NaN : before.value() - now.value();
      if (!(fall <= config.mostCategoryFall())) {
        fallen.add(
            now == null
                ? category.getKey() + " was not measured"
                : "%s from %s to %s"
                    .formatted(category.getKey(), percent(before.value()), percent(now.value())));
      }
    }
    checks.add(
        new Check(
            "categories",
            fallen.isEmpty(),
            fallen.isEmpty()
                ? "none of %,d fell by more than %s"
                    .formatted(looked, percent(config.mostCategoryFall()))
                : "fallen by more than %s: %s"
                    .formatted(percent(config.mostCategoryFall()), String.join(", ", fallen))));
  }

  private static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * fraction);
  }

  private static String points(double difference) {
    return String.format(Locale.ROOT, "%+.1f points", 100 * difference);
  }
}
