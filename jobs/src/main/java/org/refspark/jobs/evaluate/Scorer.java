package org.refspark.jobs.evaluate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.refspark.data.DataFormatException;
import org.refspark.data.Instance;
import org.refspark.data.ReferringImage;
import org.refspark.data.image.DecodedOnce;
import org.refspark.data.image.InkMap;
import org.refspark.data.mask.Rle;
import org.refspark.model.Detection;
import org.refspark.model.metrics.CocoDetection;
import org.refspark.model.metrics.CocoEvaluation;
import org.refspark.model.metrics.CocoSettings;
import org.refspark.model.metrics.CocoTruth;
import org.refspark.model.metrics.ExpressionScore;
import org.refspark.model.metrics.Pointing;

/**
 * Measures the predictions of a picture against its ground truth. Both lie on the grid of the
 * predictions: masks of the ground truth are resized by the rule that Zou et al. use for masks, the
 * drawing by theirs for drawings, and only ink counts.
 */
final class Scorer implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Protocol protocol;
  private final List<String> categories;
  private final CocoSettings coco;

  /**
   * @param protocol thresholds and whether only ink counts
   * @param categories names by number, from 1
   */
  Scorer(Protocol protocol, List<String> categories) {
    this.protocol = protocol;
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
    var truths = new HashMap<Integer, Truth>();
    var records = new ArrayList<ExpressionRecord>();
    for (var prediction : predictions) {
      check(image, prediction, width, height);
      var targets = new ArrayList<Truth>();
      for (int target : prediction.targets()) {
        targets.add(
            truths.computeIfAbsent(
                target, t -> truth(image.instances().get(t), height, width, ink)));
      }
      records.add(score(prediction, targets, ink));
    }
    return records;
  }

  /**
   * An object that is meant, on the grid of the predictions.
   *
   * @param category its number
   * @param whole all its pixels
   * @param mask those that count
   */
  private record Truth(int category, Rle whole, Rle mask) {}

  private Truth truth(Instance instance, int height, int width, Optional<Rle> ink) {
    var mask = instance.mask();
    var whole =
        mask.height() == height && mask.width() == width
            ? mask
            : protocol.truth().resize(mask, height, width);
    return new Truth(instance.category(), whole, restricted(whole, ink));
  }

  private ExpressionRecord score(Prediction prediction, List<Truth> targets, Optional<Rle> ink) {
    var detections =
        prediction.detections().stream()
            .filter(detection -> detection.score() > protocol.scoreThreshold())
            .map(detection -> restricted(detection, ink))
            .sorted(Comparator.comparingDouble(Detection::score).reversed())
            .toList();
    var score =
        ExpressionScore.of(
            prediction.image(),
            prediction.expression(),
            detections,
            targets.stream().map(Truth::mask).toList(),
            protocol.shownThreshold(),
            Pointing.of(detections, targets.stream().map(Truth::whole).toList()));
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
        detections.stream().anyMatch(detection -> detection.category() > 0),
        category(targets));
  }

  private Optional<Rle> ink(ReferringImage image, int height, int width)
      throws DataFormatException {
    if (!protocol.inkOnly()) {
      return Optional.empty();
    }
    var picture = DecodedOnce.of(image.id(), image.picture());
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

  private String category(List<Truth> targets) {
    var distinct = targets.stream().map(Truth::category).distinct().toList();
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
