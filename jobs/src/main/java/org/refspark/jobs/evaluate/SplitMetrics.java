package org.refspark.jobs.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.refspark.model.metrics.CocoCurves;
import org.refspark.model.metrics.CocoEvaluation;
import org.refspark.model.metrics.CocoSettings;
import org.refspark.model.metrics.Convention;
import org.refspark.model.metrics.ExpressionMetrics;
import org.refspark.model.metrics.ExpressionScore;
import org.refspark.model.metrics.IouConvention;

/** All metrics of a split from the records of its expressions, merged in one fixed order. */
final class SplitMetrics {
  private static final List<String> COCO = List.of("AP.coco", "AP50.coco", "AP75.coco");
  private static final Set<String> NOT_OF_ALL =
      Set.of("AP.coco", MetricsDocument.POINTING, "r", "rIoU");
  private static final String STRICT = ".strict";

  private final List<ExpressionRecord> records;
  private final CocoSettings coco;
  private final Convention convention;
  private final long seed;
  private final int samples;
  private final boolean named;

  /**
   * @param records in the order of the pictures
   * @param categories of the data set
   * @param convention of IoU and precision
   * @param seed of the bootstrap
   * @param samples of the bootstrap; 0 for no intervals
   */
  SplitMetrics(
      List<ExpressionRecord> records,
      int categories,
      Convention convention,
      long seed,
      int samples) {
    this.records = records;
    this.coco = Scorer.coco(categories);
    this.convention = convention;
    this.seed = seed;
    this.samples = samples;
    this.named =
        records.stream().anyMatch(ExpressionRecord::named)
            || records.stream().allMatch(record -> record.score().detections() == 0);
  }

  /**
   * The document of the split.
   *
   * @param results SHA-256 of the results of single expressions
   * @param conventions what measures and choices mean; measures that these expressions do not have
   *     are left out
   */
  MetricsDocument document(
      String split,
      MetricsDocument.Chosen chosen,
      Map<String, String> conventions,
      String results) {
    var values = values(records);
    var said = new LinkedHashMap<>(conventions);
    said.keySet().removeIf(name -> NOT_OF_ALL.contains(name) && !values.containsKey(name));
    return new MetricsDocument(
        split, records.size(), chosen, values, intervals(), said, breakdown(), results);
  }

  /** The names of the measures that a split may have, whatever it holds. */
  static Set<String> names() {
    var names = new LinkedHashSet<>(ExpressionMetrics.names());
    names.addAll(COCO);
    return names;
  }

  private Map<String, Double> values(List<ExpressionRecord> some) {
    var all = ExpressionMetrics.of(scores(some), convention.iou()).values();
    var values = new LinkedHashMap<String, Double>();
    if (named) {
      addPrecision(all, values);
      addCoco(some, values);
      all.forEach(values::putIfAbsent);
    } else {
      values.putAll(all);
      values.keySet().removeIf(name -> name.startsWith("AP"));
      addPrecision(all, values);
    }
    if (!convention.isNamed()) {
      values.putAll(strict(some, all));
    }
    return values;
  }

  private static void addPrecision(Map<String, Double> all, Map<String, Double> values) {
    all.forEach(
        (name, value) -> {
          if (name.startsWith("AP")) {
            values.put(name, value);
          }
        });
  }

  private void addCoco(List<ExpressionRecord> some, Map<String, Double> values) {
    var evaluations = some.stream().map(ExpressionRecord::coco).toList();
    double[] numbers = CocoEvaluation.ofMasks(coco).accumulate(evaluations).numbers();
    for (int i = 0; i < COCO.size(); i++) {
      if (numbers[i] != CocoCurves.ABSENT) {
        values.put(COCO.get(i), numbers[i]);
      }
    }
  }

  /** Prec@X by the other rule, where it makes a difference. */
  private Map<String, Double> strict(List<ExpressionRecord> some, Map<String, Double> all) {
    var rule = convention.iou().with(IouConvention.Comparator.ABOVE);
    var values = new LinkedHashMap<String, Double>();
    ExpressionMetrics.of(scores(some), rule)
        .values()
        .forEach(
            (name, value) -> {
              if (!value.equals(all.get(name))) {
                values.put(name + STRICT, value);
              }
            });
    return values;
  }

  private static List<ExpressionScore> scores(List<ExpressionRecord> some) {
    return some.stream().map(ExpressionRecord::score).toList();
  }

  private Map<String, ExpressionMetrics.Interval> intervals() {
    return samples == 0 || records.isEmpty()
        ? Map.of()
        : ExpressionMetrics.of(scores(records), convention.iou()).intervals(seed, samples);
  }

  private Map<String, Map<String, MetricsDocument.Group>> breakdown() {
    var breakdown = new LinkedHashMap<String, Map<String, MetricsDocument.Group>>();
    breakdown.put("targets", groups(record -> ExpressionKinds.targets(record.score().objects())));
    breakdown.put("category", groups(ExpressionRecord::category));
    breakdown.put("words", groups(record -> ExpressionKinds.words(record.text())));
    return breakdown;
  }

  private Map<String, MetricsDocument.Group> groups(Function<ExpressionRecord, String> name) {
    var parts =
        records.stream().collect(Collectors.groupingBy(name, TreeMap::new, Collectors.toList()));
    var groups = new LinkedHashMap<String, MetricsDocument.Group>();
    for (var part : new ArrayList<>(parts.entrySet())) {
      groups.put(
          part.getKey(),
          new MetricsDocument.Group(part.getValue().size(), values(part.getValue())));
    }
    return groups;
  }
}
