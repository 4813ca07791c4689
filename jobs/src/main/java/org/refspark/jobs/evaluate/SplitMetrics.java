package org.refspark.jobs.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.refspark.jobs.config.EvaluateConfig;
import org.refspark.model.metrics.CocoCurves;
import org.refspark.model.metrics.CocoEvaluation;
import org.refspark.model.metrics.CocoSettings;
import org.refspark.model.metrics.ExpressionMetrics;
import org.refspark.model.metrics.IouConvention;

/** All metrics of a split from the records of its expressions, merged in one fixed order. */
final class SplitMetrics {
  private static final List<String> COCO = List.of("AP.coco", "AP50.coco", "AP75.coco");
  private static final IouConvention IOU = IouConvention.PLAIN;

  private final List<ExpressionRecord> records;
  private final CocoSettings coco;
  private final EvaluateConfig config;

  /**
   * @param records in the order of the pictures
   * @param categories of the data set
   */
  SplitMetrics(List<ExpressionRecord> records, int categories, EvaluateConfig config) {
    this.records = records;
    this.coco = Scorer.coco(categories);
    this.config = config;
  }

  /** The document of the split. */
  MetricsDocument document(String split, long leftOut, boolean permuted) {
    return new MetricsDocument(
        split,
        records.size(),
        values(records),
        intervals(),
        conventions(leftOut, permuted),
        breakdown());
  }

  private Map<String, Double> values(List<ExpressionRecord> some) {
    var all = ExpressionMetrics.of(scores(some), IOU).values();
    var values = new LinkedHashMap<String, Double>();
    all.forEach(
        (name, value) -> {
          if (name.startsWith("AP")) {
            values.put(name, value);
          }
        });
    var evaluations = some.stream().map(ExpressionRecord::coco).toList();
    double[] numbers = CocoEvaluation.ofMasks(coco).accumulate(evaluations).numbers();
    for (int i = 0; i < COCO.size(); i++) {
      if (numbers[i] != CocoCurves.ABSENT) {
        values.put(COCO.get(i), numbers[i]);
      }
    }
    all.forEach(values::putIfAbsent);
    return values;
  }

  private static List<org.refspark.model.metrics.ExpressionScore> scores(
      List<ExpressionRecord> some) {
    return some.stream().map(ExpressionRecord::score).toList();
  }

  private Map<String, ExpressionMetrics.Interval> intervals() {
    return config.bootstrapSamples() == 0 || records.isEmpty()
        ? Map.of()
        : ExpressionMetrics.of(scores(records), IOU)
            .intervals(config.seed(), config.bootstrapSamples());
  }

  private Map<String, String> conventions(long leftOut, boolean permuted) {
    var said = new LinkedHashMap<String, String>();
    said.put(
        "AP.per-expression",
        "by expression, whatever the category; VOC area under the curve at all points; mean over"
            + " IoU .50:.05:.95, then over expressions; 0 where nothing is found");
    said.put(
        "AP.coco",
        "each expression is a picture; pooled by category, 101 recalls, at most 100 detections"
            + " by expression and category");
    said.put(
        "score-threshold", "AP counts detections with a score above " + config.scoreThreshold());
    said.put(
        "shown-threshold",
        "mIoU, oIoU and Prec@X unite detections with a score above " + config.shownThreshold());
    said.put("IoU", IOU.description());
    said.put("mIoU", "mean over expressions of the IoU of united masks");
    said.put("oIoU", "sum of intersections over sum of unions");
    said.put(
        "grid",
        config.maskSize() == 0
            ? "the picture's own pixels"
            : "%1$d x %1$d pixels; ground truth resized by the nearest rule first-to-first,"
                    .formatted(config.maskSize())
                + " last-to-last");
    said.put(
        "ink",
        config.inkOnly()
            ? "predictions and ground truth are restricted to ink: first channel not 255 after"
                + " resizing the drawing by the nearest rule of pixel centres"
            : "all pixels count");
    said.put(
        "intervals",
        "95 %%, percentile bootstrap over expressions, %d samples"
            .formatted(config.bootstrapSamples()));
    if (permuted) {
      said.put(
          MetricsDocument.PERMUTED,
          "each expression is asked in the words of another of the same picture that means other"
              + " objects; %d expressions had none and are left out".formatted(leftOut));
    }
    return said;
  }

  private Map<String, Map<String, MetricsDocument.Group>> breakdown() {
    var breakdown = new LinkedHashMap<String, Map<String, MetricsDocument.Group>>();
    breakdown.put("targets", groups(record -> targets(record.score().objects())));
    breakdown.put("category", groups(ExpressionRecord::category));
    breakdown.put("words", groups(record -> words(record.words())));
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

  private static String targets(int objects) {
    return objects == 0 ? "none" : objects == 1 ? "single" : "multiple";
  }

  private static String words(int words) {
    if (words <= 2) {
      return "1-2";
    }
    if (words <= 4) {
      return "3-4";
    }
    return words <= 6 ? "5-6" : "7 or more";
  }
}
