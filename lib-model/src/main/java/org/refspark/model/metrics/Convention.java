package org.refspark.model.metrics;

import java.util.Optional;
import org.refspark.data.image.Nearest;

/**
 * The choices that a family of published figures was measured with. They differ between papers that
 * print their figures in one table: only figures of one convention may be compared.
 *
 * @param name as the command line knows it; of a paper with its model
 * @param headline the measure that the papers print as "IoU" or "AP"
 * @param iou how IoU is taken, and when Prec@X holds
 * @param maskThreshold probability above which a pixel belongs to the mask of a one-mask model;
 *     empty for the model's own
 * @param sentences which of a referent's sentences are asked
 * @param grid that masks are compared on; empty for the picture's own pixels, or what suits the
 *     data set
 * @param source where these choices are written
 */
public record Convention(
    String name,
    String headline,
    IouConvention iou,
    Optional<Double> maskThreshold,
    Sentences sentences,
    Optional<Grid> grid,
    String source) {
  private static final double CRIS_THRESHOLD = 0.35;

  /** RefSpark's own: both IoUs beside each other, the model's threshold, every sentence. */
  public static final Convention NONE =
      new Convention(
          "none",
          "mIoU",
          IouConvention.PLAIN,
          Optional.empty(),
          Sentences.ALL,
          Optional.empty(),
          "RefSpark");

  /** CRIS: mean IoU, above X, one sentence in val and every sentence in the tests. */
  public static final Convention CRIS =
      cris("cris", "CRIS's released engine and data set: validate for val, inference for test");

  /**
   * LAVT: overall IoU, at least X, pixels where the foreground's logit is the larger. Pictures and
   * masks are stretched to the network's square, and compared there.
   */
  public static final Convention LAVT =
      new Convention(
          "lavt",
          "oIoU",
          new IouConvention(0, IouConvention.EmptyUnion.ZERO, IouConvention.Comparator.AT_LEAST),
          Optional.of(0.5),
          Sentences.ALL,
          Optional.of(new Grid(480, Nearest.PIXEL_CENTRES)),
          "LAVT's released test.py, transforms.py and data set");

  /** Which of several people's sentences for one referent are asked. */
  public enum Sentences {
    ALL,
    FIRST,
    /** The first in split {@code val}, all elsewhere. */
    FIRST_IN_VAL;

    /** Whether one sentence of a referent stands for all in a split. */
    public boolean firstOnly(String split) {
      return this == FIRST || this == FIRST_IN_VAL && split.equals("val");
    }
  }

  /**
   * A square grid; all its pixels count.
   *
   * @param side pixels
   * @param truth rule by which the masks of the ground truth get there
   */
  public record Grid(int side, Nearest truth) {}

  /**
   * How the paper of a model measures it.
   *
   * @param model {@code grm-net}, {@code mmnet} or {@code lts}
   * @throws IllegalArgumentException where no paper of that model is known
   */
  public static Convention ofPaper(String model) {
    return switch (model) {
      case "grm-net" ->
          new Convention(
              "paper (grm-net)",
              "AP.per-expression",
              IouConvention.PLAIN,
              Optional.empty(),
              Sentences.ALL,
              Optional.empty(),
              "GRM-Net, Section 4.2, and the evaluator of Zou et al. 2019");
      case "mmnet" -> cris("paper (mmnet)", "MMNet, Section 4.2: as CRIS, which it is built on");
      case "lts" ->
          new Convention(
              "paper (lts)",
              "mIoU",
              new IouConvention(0, IouConvention.EmptyUnion.ZERO, IouConvention.Comparator.ABOVE),
              Optional.of(0.25),
              Sentences.ALL,
              Optional.empty(),
              "LTS, Section 4.2; mean IoU and > as in MCN's code, which it follows");
      default ->
          throw new IllegalArgumentException(
              "convention is paper, but no paper of the model \"%s\" is known; expected grm-net,"
                      .formatted(model)
                  + " mmnet or lts");
    };
  }

  private static Convention cris(String name, String source) {
    return new Convention(
        name,
        "mIoU",
        IouConvention.CRIS,
        Optional.of(CRIS_THRESHOLD),
        Sentences.FIRST_IN_VAL,
        Optional.empty(),
        source);
  }

  /** Whether figures are to be compared with those of papers. */
  public boolean isNamed() {
    return !name.equals(NONE.name());
  }
}
