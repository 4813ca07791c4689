package org.refspark.jobs.evaluate;

import java.io.Serializable;
import org.refspark.data.image.Nearest;
import org.refspark.jobs.config.EvaluateConfig;
import org.refspark.jobs.config.EvaluateConfig.InkOnly;
import org.refspark.jobs.config.EvaluateConfig.Sentences;
import org.refspark.jobs.shard.Manifest;
import org.refspark.model.metrics.Convention;

/**
 * How every task of an evaluation measures: the choices of the configuration over those of the
 * convention over what suits the data set.
 *
 * @param maskSize side of the square grid that masks are compared on, pixels; 0 for the picture's
 *     own size
 * @param truth rule by which the masks of the ground truth get to that grid
 * @param inkOnly whether only ink counts
 * @param firstSentences whether the first sentence of a referent stands for all
 * @param scoreThreshold detections with a higher score count for AP
 * @param shownThreshold detections with a higher score are united for IoU and precision
 * @param permuted whether expressions are asked in the words of others
 * @param seed of that choice
 */
record Protocol(
    int maskSize,
    Nearest truth,
    boolean inkOnly,
    boolean firstSentences,
    double scoreThreshold,
    double shownThreshold,
    boolean permuted,
    long seed)
    implements Serializable {
  private static final String SKETCHES = "sketchyscene-matching";
  private static final int SKETCH_GRID = 768;

  /**
   * The choices for a data set.
   *
   * @param data its manifest: the papers of sketches compare the ink on a grid of their own,
   *     everyone else all pixels of the picture
   */
  static Protocol of(EvaluateConfig config, Convention convention, Manifest data) {
    boolean sketches = data.dataSet().contains(SKETCHES);
    var grid = convention.grid();
    int suited = grid.map(Convention.Grid::side).orElse(sketches ? SKETCH_GRID : 0);
    return new Protocol(
        config.explicitMaskSize().orElse(suited),
        grid.map(Convention.Grid::truth).orElse(Nearest.CORNERS),
        config.inkOnly() == InkOnly.AUTO
            ? sketches && grid.isEmpty()
            : config.inkOnly() == InkOnly.TRUE,
        config.sentences() == Sentences.AUTO
            ? convention.sentences().firstOnly(data.split())
            : config.sentences() == Sentences.FIRST,
        config.scoreThreshold(),
        config.shownThreshold(),
        config.permuteExpressions(),
        config.seed());
  }

  /** The same on another grid. */
  Protocol withMaskSize(int other) {
    return new Protocol(
        other, truth, inkOnly, firstSentences, scoreThreshold, shownThreshold, permuted, seed);
  }
}
