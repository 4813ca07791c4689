package org.refspark.model.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.refspark.data.DataFormatException;
import org.refspark.data.coco.CocoAnnotation;
import org.refspark.data.coco.CocoCategory;
import org.refspark.data.coco.CocoGroundTruth;
import org.refspark.data.coco.CocoImage;
import org.refspark.data.coco.CocoResult;
import org.refspark.data.coco.CocoResults;
import org.refspark.data.mask.Rle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Scores a COCO results file against a COCO ground truth. */
public final class CocoScore {
  private static final Logger LOG = LoggerFactory.getLogger(CocoScore.class);

  private final CocoGroundTruth truth;
  private final CocoResults results;
  private final Map<Long, List<CocoAnnotation>> annotations = new HashMap<>();
  private final Map<Long, List<CocoResult>> detections = new HashMap<>();

  /** What is compared. */
  public enum Type {
    /** Masks. */
    SEGM,
    /** Boxes. */
    BBOX
  }

  private CocoScore(CocoGroundTruth truth, CocoResults results) throws DataFormatException {
    this.truth = truth;
    this.results = results;
    for (var annotation : truth.annotations()) {
      if (annotation.id() == 0) {
        LOG.warn(
            "{}: an annotation has id 0; as in pycocotools it never counts as found. Number from 1.",
            truth.file());
      }
      annotations.computeIfAbsent(annotation.image(), id -> new ArrayList<>()).add(annotation);
    }
    for (var result : results.detections()) {
      if (!truth.images().containsKey(result.image())) {
        throw new DataFormatException(
            results.file(),
            "results[%d] is of image %d, which %s does not list; check that the files belong together"
                .formatted(result.position(), result.image(), truth.file()));
      }
      detections.computeIfAbsent(result.image(), id -> new ArrayList<>()).add(result);
    }
  }

  /** COCO's settings for a file: within each of its categories. */
  public static CocoSettings settings(CocoGroundTruth truth) {
    return CocoSettings.byCategory(truth.categories().stream().map(CocoCategory::id).toList());
  }

  /**
   * Scores as COCO's server does: within the file's categories, 1, 10 and 100 detections.
   *
   * @throws DataFormatException where the files do not fit together or lack what the score needs
   */
  public static CocoCurves score(CocoGroundTruth truth, CocoResults results, Type type)
      throws DataFormatException {
    return switch (type) {
      case SEGM -> masks(truth, results, settings(truth));
      case BBOX -> boxes(truth, results, settings(truth));
    };
  }

  /**
   * Scores masks ({@code type=segm}).
   *
   * @throws DataFormatException where the files do not fit together or lack what the score needs
   */
  public static CocoCurves masks(CocoGroundTruth truth, CocoResults results, CocoSettings settings)
      throws DataFormatException {
    return new CocoScore(truth, results)
        .score(CocoEvaluation.ofMasks(settings), new MaskShapes(truth, results));
  }

  /**
   * Scores boxes ({@code type=bbox}).
   *
   * @throws DataFormatException where the files do not fit together or lack what the score needs
   */
  public static CocoCurves boxes(CocoGroundTruth truth, CocoResults results, CocoSettings settings)
      throws DataFormatException {
    return new CocoScore(truth, results)
        .score(CocoEvaluation.ofBoxes(settings), new BoxShapes(truth, results));
  }

  private <S> CocoCurves score(CocoEvaluation<S> evaluation, Shapes<S> shapes)
      throws DataFormatException {
    List<ImageEvaluation> images = new ArrayList<>();
    for (long id : new TreeSet<>(truth.images().keySet())) {
      var image = truth.images().get(id);
      List<CocoTruth<S>> wanted = new ArrayList<>();
      for (var annotation : annotations.getOrDefault(id, List.of())) {
        wanted.add(
            new CocoTruth<>(
                annotation.id(),
                annotation.category(),
                annotation.crowd(),
                truth.area(annotation),
                shapes.of(annotation)));
      }
      List<CocoDetection<S>> found = new ArrayList<>();
      for (var result : detections.getOrDefault(id, List.of())) {
        found.add(
            new CocoDetection<>(
                result.category(),
                result.score(),
                results.area(result, image),
                shapes.of(result, image)));
      }
      images.add(evaluation.evaluateImage(wanted, found));
    }
    return evaluation.accumulate(images);
  }

  /** Takes from the files what is compared. */
  private interface Shapes<S> {
    S of(CocoAnnotation annotation) throws DataFormatException;

    S of(CocoResult result, CocoImage image) throws DataFormatException;
  }

  private record MaskShapes(CocoGroundTruth truth, CocoResults results) implements Shapes<Rle> {
    @Override
    public Rle of(CocoAnnotation annotation) throws DataFormatException {
      return truth.mask(annotation);
    }

    @Override
    public Rle of(CocoResult result, CocoImage image) throws DataFormatException {
      return results.mask(result, image);
    }
  }

  private record BoxShapes(CocoGroundTruth truth, CocoResults results) implements Shapes<double[]> {
    @Override
    public double[] of(CocoAnnotation annotation) throws DataFormatException {
      return truth.box(annotation);
    }

    @Override
    public double[] of(CocoResult result, CocoImage image) throws DataFormatException {
      return results.box(result, image);
    }
  }
}
