package org.refspark.jobs.evaluate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.refspark.data.DataFormatException;
import org.refspark.data.Instance;
import org.refspark.data.ReferringImage;
import org.refspark.data.image.InkMap;
import org.refspark.data.image.Nearest;
import org.refspark.data.image.Pictures;
import org.refspark.data.mask.Rle;
import org.refspark.jobs.config.EvaluateConfig;
import org.refspark.model.Detection;
import org.refspark.model.metrics.CocoDetection;
import org.refspark.model.metrics.CocoEvaluation;
import org.refspark.model.metrics.CocoSettings;
import org.refspark.model.metrics.CocoTruth;
import org.refspark.model.metrics.ExpressionScore;

/**
 * Measures the predictions of a picture against its ground truth. Both lie on the grid of the
 * predictions: masks of the ground truth are resized by the rule that Zou et al. use for masks, the
 * drawing by theirs for drawings, and only ink counts.
 */
final class Scorer implements Serializable {
  private static final long serialVersionUID = 1L;

  private final EvaluateConfig config;
  private final List<String> categories;
  private final CocoSettings coco;

  /**
   * @param config thresholds and whether only ink counts
   * @param categories names by number, from 1
   */
  Scorer(EvaluateConfig config, List<String> categories) {
    this.config = config;
    this.categories = List.copyOf(categories);
    this.coco = coco(categories.size());
  }

  /** The COCO protocol within the data set's categories; 0 takes those that are not named. */
  static CocoSettings coco(int categories) {
    return CocoSettings.byCategory(IntStream.rangeClosed(0, categories).boxed().toList());
  }

  /**
   * Measures a picture.
   *
   * @param predictions of its expressions
   * @return one record per prediction, in order
   * @throws DataFormatException where a prediction does not belong to the picture
   */
  List<ExpressionRecord> score(ReferringImage image, List<Prediction> predictions)
      throws DataFormatException {
    if (predictions.isEmpty()) {
      return List.of();
    }
    int width = predictions.get(0).width();
    int height = predictions.get(0).height();
    var ink = ink(image, height, width);
    var truth = new ArrayList<Instance>();
    for (var instance : image.instances()) {
      var mask = Nearest.CORNERS.resize(instance.mask(), height, width);
      truth.add(new Instance(instance.category(), restricted(mask, ink)));
    }
    var records = new ArrayList<ExpressionRecord>();
    for (var prediction : predictions) {
      check(image, prediction, width, height);
      records.add(score(prediction, truth, ink));
    }
    return records;
  }

  private ExpressionRecord score(
      Prediction prediction, List<Instance> instances, Optional<Rle> ink) {
    var targets = prediction.targets().stream().map(instances::get).toList();
    var detections =
        prediction.detections().stream()
            .filter(detection -> detection.score() > config.scoreThreshold())
            .map(detection -> restricted(detection, ink))
            .sorted(Comparator.comparingDouble(Detection::score).reversed())
            .toList();
    var score =
        ExpressionScore.of(
            prediction.expression(),
            detections,
            targets.stream().map(Instance::mask).toList(),
            config.shownThreshold());
    var truths = new ArrayList<CocoTruth<Rle>>();
    for (var target : targets) {
      var mask = target.mask();
      // Ids need only be distinct within the picture, and not 0.
      truths.add(new CocoTruth<>(truths.size() + 1, target.category(), false, mask.area(), mask));
    }
    var found =
        detections.stream()
            .map(d -> new CocoDetection<>(d.category(), d.score(), d.mask().area(), d.mask()))
            .toList();
    return new ExpressionRecord(
        prediction.image(),
        prediction.text(),
        score,
        CocoEvaluation.ofMasks(coco).evaluateImage(truths, found),
        category(targets));
  }

  private Optional<Rle> ink(ReferringImage image, int height, int width)
      throws DataFormatException {
    if (!config.inkOnly()) {
      return Optional.empty();
    }
    var picture = Pictures.decode(image.id(), image.picture());
    return Optional.of(InkMap.at(picture, height, width).mask());
  }

  private static Rle restricted(Rle mask, Optional<Rle> ink) {
    return ink.map(mask::and).orElse(mask);
  }

  private static Detection restricted(Detection detection, Optional<Rle> ink) {
    return new Detection(
        detection.category(),
        detection.score(),
        detection.box(),
        restricted(detection.mask(), ink),
        detection.point());
  }

  private String category(List<Instance> targets) {
    var distinct = targets.stream().map(Instance::category).distinct().toList();
    if (distinct.isEmpty()) {
      return "none";
    }
    return distinct.size() == 1 ? name(distinct.get(0)) : "several";
  }

  private String name(int category) {
    return category <= categories.size() ? categories.get(category - 1) : "category " + category;
  }

  private static void check(ReferringImage image, Prediction prediction, int width, int height)
      throws DataFormatException {
    int instances = image.instances().size();
    for (int target : prediction.targets()) {
      if (target < 0 || target >= instances) {
        throw new DataFormatException(
            image.id(),
            "the prediction of %s means instance %d of %d; predictions and shards do not belong"
                    .formatted(prediction.expression(), target, instances)
                + " together, evaluate again");
      }
    }
    if (prediction.width() != width || prediction.height() != height) {
      throw new DataFormatException(
          image.id(),
          "predictions on grids of %d x %d and %d x %d, expected one grid by picture"
              .formatted(width, height, prediction.width(), prediction.height()));
    }
  }
}
