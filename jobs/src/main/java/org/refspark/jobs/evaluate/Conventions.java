package org.refspark.jobs.evaluate;

import java.util.LinkedHashMap;
import java.util.Map;
import org.refspark.model.metrics.Convention;

/** What the numbers of an evaluation mean, for the record beside them. */
final class Conventions {
  private final Convention convention;
  private final Protocol protocol;
  private final MadeWith made;

  Conventions(Convention convention, Protocol protocol, MadeWith made) {
    this.convention = convention;
    this.protocol = protocol;
    this.made = made;
  }

  /** The choices under which figures may be compared. */
  MetricsDocument.Chosen chosen() {
    return new MetricsDocument.Chosen(
        convention.name(),
        convention.headline(),
        convention.iou().description(),
        made.maskThreshold(),
        protocol.firstSentences() ? "first" : "all",
        protocol.maskSize(),
        protocol.inkOnly(),
        convention.source());
  }

  /**
   * By name of a measure or a choice, what it means.
   *
   * @param samples of the bootstrap
   * @param leftOut expressions that could not be asked in the words of others
   * @param setAside pictures that were not whole when the split was sharded
   */
  Map<String, String> texts(int samples, long leftOut, long setAside) {
    var said = new LinkedHashMap<String, String>();
    said.put("convention", convention.name() + ": " + convention.source());
    precision(said);
    overlap(said);
    pixels(said);
    said.put(
        "sentences",
        protocol.firstSentences()
            ? "the first sentence of each referent"
            : "every sentence of every referent");
    said.put(
        "intervals",
        "95 %%, percentile bootstrap over pictures with all their expressions, %d samples"
            .formatted(samples));
    if (protocol.permuted()) {
      said.put(
          MetricsDocument.PERMUTED,
          "each expression is asked in the words of another of the same picture that means other"
              + " objects; %d expressions had none and are left out".formatted(leftOut));
    }
    if (setAside > 0) {
      said.put(
          MetricsDocument.SET_ASIDE,
          (setAside == 1 ? "1 picture of the split was" : "%,d pictures of the split were")
                  .formatted(setAside)
              + " set aside when it was sharded; they are not measured");
    }
    return said;
  }

  private void precision(Map<String, String> said) {
    said.put(
        "AP.per-expression",
        "by expression, whatever the category; VOC area under the curve at all points; mean over"
            + " IoU .50:.05:.95, then over expressions; 0 where nothing is found");
    said.put(
        "AP.coco",
        "each expression is a picture; pooled by category, 101 recalls, at most 100 detections"
            + " by expression and category; left out where the model names no categories");
    said.put(
        "score-threshold", "AP counts detections with a score above " + protocol.scoreThreshold());
    said.put(
        "shown-threshold",
        "mIoU, oIoU and Prec@X unite detections with a score above " + protocol.shownThreshold());
  }

  private void overlap(Map<String, String> said) {
    said.put("IoU", convention.iou().description());
    said.put("mIoU", "mean over expressions of the IoU of united masks");
    said.put("oIoU", "sum of intersections over sum of unions");
    if (!convention.isNamed()) {
      said.put("Prec@X.strict", "IoU > X; named only where it differs from IoU ≥ X");
    }
    said.put(
        MetricsDocument.POINTING,
        "share of expressions whose object holds the place pointed at: the largest value among the"
            + " cells centred on the picture; LTS's own rule takes the largest of all cells, those"
            + " of the border that makes the picture square too");
    said.put(
        "r",
        "share of the expressions without a target that are answered with nothing; mean over"
            + " pictures");
    said.put(
        "rIoU",
        "overall IoU of a picture, what is found for expressions without a target counting as"
            + " wrong; mean over pictures");
  }

  private void pixels(Map<String, String> said) {
    said.put("mask-threshold", "pixels with a probability above " + made.maskThreshold());
    said.put(
        "grid",
        protocol.maskSize() == 0
            ? "the picture's own pixels"
            : "%1$d x %1$d pixels; ground truth resized by the nearest rule %2$s"
                .formatted(
                    protocol.maskSize(),
                    switch (protocol.truth()) {
                      case CORNERS -> "first-to-first, last-to-last";
                      case PIXEL_CENTRES -> "of pixel centres";
                    }));
    said.put(
        "ink",
        protocol.inkOnly()
            ? "predictions and ground truth are restricted to ink: first channel not 255 after"
                + " resizing the drawing by the nearest rule of pixel centres"
            : "all pixels count");
  }
}
