package org.refspark.model.grmnet;

import java.util.List;
import org.refspark.model.nn.Norm;
import org.refspark.model.nn.ResNet;

/**
 * Everything that can be chosen about GRM-Net. Where the paper and its released code differ, both
 * are values of a key.
 *
 * @param imageSize side of the square input, pixels, a multiple of 64
 * @param resize how pictures get to that size
 * @param categories foreground classes of the head
 * @param norm how maps are normalised
 * @param normGroups groups of group norm
 * @param backbone the residual network
 * @param pyramid the feature pyramid
 * @param language the encoder of expressions
 * @param rpn fusion and proposals
 * @param references the global reference mechanism
 * @param roi regions and their heads
 * @param loss choices of the losses
 * @param detect what becomes a detection
 */
public record GrmNetConfig(
    int imageSize,
    Resize resize,
    int categories,
    Norm norm,
    int normGroups,
    ResNet backbone,
    Pyramid pyramid,
    Language language,
    Rpn rpn,
    References references,
    Roi roi,
    LossChoices loss,
    Detect detect) {

  public GrmNetConfig {
    require(
        imageSize >= 64 && imageSize <= 2048 && imageSize % 64 == 0,
        "image-size",
        imageSize,
        "a multiple of 64 from 64 to 2048");
    require(categories >= 1 && categories <= 10_000, "categories", categories, "1 to 10000");
    require(normGroups >= 1, "norm-groups", normGroups, "1 or more");
    require(
        rpn.anchorSizes().size() == pyramid.levels(),
        "rpn.anchor-sizes",
        rpn.anchorSizes(),
        "one size for each of the pyramid's %d levels".formatted(pyramid.levels()));
  }

  static void require(boolean holds, String key, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException("%s is %s, expected %s".formatted(key, value, expected));
    }
  }

  /** How pictures are resized. */
  public enum Resize {
    /** Bilinear between four pixels, as published. */
    BILINEAR,
    /** The mean of all pixels under the new one: for inputs much smaller than the picture. */
    AREA
  }

  /**
   * The pyramid's levels: level l has a stride of 2^l pixels; the last is 6.
   *
   * @param channels of every level
   * @param finest first level, 2 or 3
   */
  public record Pyramid(int channels, int finest) {
    static final int COARSEST = 6;

    public Pyramid {
      require(channels >= 4, "pyramid.channels", channels, "4 or more");
      require(finest == 2 || finest == 3, "pyramid.finest", finest, "2 or 3");
    }

    int levels() {
      return COARSEST - finest + 1;
    }

    int stride(int level) {
      return 1 << (finest + level);
    }
  }

  /**
   * The encoder of expressions.
   *
   * @param maxWords tokens of an expression; later words are cut off
   * @param embedding values of a word
   * @param input values of an LSTM step
   * @param hidden units of one direction
   * @param finalState what stands for the whole expression
   * @param channels of the two text vectors, one for the RPN and one for regions
   * @param dropout of embeddings and text vectors
   */
  public record Language(
      int maxWords,
      int embedding,
      int input,
      int hidden,
      FinalState finalState,
      int channels,
      double dropout) {
    public Language {
      require(maxWords >= 1 && maxWords <= 512, "language.max-words", maxWords, "1 to 512");
      require(dropout >= 0 && dropout < 1, "language.dropout", dropout, "0 or more, below 1");
      require(
          Math.min(Math.min(embedding, input), Math.min(hidden, channels)) >= 1,
          "language.embedding, input, hidden, channels",
          List.of(embedding, input, hidden, channels),
          "1 or more each");
    }
  }

  /** What stands for the whole expression. */
  public enum FinalState {
    /**
     * Both directions at the last word, as the released code has it; backwards it has read one word
     * only.
     */
    LAST_STEP,
    /** The last state of each direction, each having read the whole expression. */
    CONCAT_FINAL_STATES
  }

  /**
   * Fusion of expression and maps, and proposals.
   *
   * @param channels of the fused maps
   * @param anchorSizes side of the square anchor of each level, pixels
   * @param anchorRatios height over width
   * @param positiveIou anchors from this IoU are positive
   * @param negativeIou anchors below it are negative
   * @param sample anchors of an example that learn
   * @param positiveShare greatest share of positives among them
   * @param preNmsTrain boxes of a level that enter suppression, training
   * @param preNmsTest the same, inference
   * @param postNmsTrain proposals of an example, training
   * @param postNmsTest the same, inference
   * @param nms IoU above which a proposal is suppressed
   */
  public record Rpn(
      int channels,
      List<Integer> anchorSizes,
      List<Double> anchorRatios,
      double positiveIou,
      double negativeIou,
      int sample,
      double positiveShare,
      int preNmsTrain,
      int preNmsTest,
      int postNmsTrain,
      int postNmsTest,
      double nms) {
    public Rpn {
      anchorSizes = List.copyOf(anchorSizes);
      anchorRatios = List.copyOf(anchorRatios);
      require(
          0 < negativeIou && negativeIou <= positiveIou && positiveIou <= 1,
          "rpn.negative-iou and rpn.positive-iou",
          negativeIou + " and " + positiveIou,
          "0 < negative ≤ positive ≤ 1");
      require(postNmsTest >= 1 && postNmsTrain >= 1, "rpn.post-nms", postNmsTest, "1 or more");
    }
  }

  /**
   * The global reference mechanism.
   *
   * @param count K
   * @param selection which boxes are references
   * @param form what is said about a reference
   * @param absolutePosition whether a region's own place in the picture is told too
   * @param training where references come from in training
   */
  public record References(
      int count,
      ReferenceSelection selection,
      VectorForm form,
      boolean absolutePosition,
      TrainingReferences training) {
    public References {
      require(count >= 0 && count <= 100, "references.count", count, "0 to 100");
    }
  }

  /** Where references come from in training. */
  public enum TrainingReferences {
    /** The proposals by objectness, as in inference and as the paper says. */
    PAPER,
    /** The sampled regions, positives first, as the released code does. */
    RELEASED
  }

  /**
   * Regions and their heads.
   *
   * @param sample regions of an example that learn
   * @param positiveShare greatest share of foreground among them
   * @param foregroundIou regions from this IoU are foreground
   * @param canonicalSize side of a region that is pooled from level 4, pixels
   * @param samples per side of a RoIAlign bin, 0 for adaptive
   * @param convs 3×3 convolutions of the box head after fusion
   * @param hidden units of the box head's two dense layers
   * @param channels of the fused regions and the box head's convolutions
   * @param maskConvs 3×3 convolutions of the mask head
   * @param maskChannels of the mask head
   */
  public record Roi(
      int sample,
      double positiveShare,
      double foregroundIou,
      double canonicalSize,
      int samples,
      int convs,
      int hidden,
      int channels,
      int maskConvs,
      int maskChannels) {
    static final int BOX_BINS = 7;
    static final int MASK_BINS = 14;

    public Roi {
      require(sample >= 2, "roi.sample", sample, "2 or more");
      require(
          positiveShare > 0 && positiveShare <= 1,
          "roi.positive-share",
          positiveShare,
          "above 0, at most 1");
    }

    int maskSlots() {
      return Math.max(1, (int) (sample * positiveShare));
    }
  }

  /**
   * Choices of the losses.
   *
   * @param maskTarget what the mask head learns
   * @param classWeights how classes weigh in the classification loss
   */
  public record LossChoices(MaskTarget maskTarget, ClassWeights classWeights) {}

  /** What the mask head learns in a bin of a region; in sketches white bins weigh nothing. */
  public enum MaskTarget {
    /**
     * Whether at least half of the bin is mask, where at least half of it is ink: the released
     * code.
     */
    CROP,
    /**
     * Whether at least half of the bin's ink is the object's, wherever there is ink: keeps thin
     * strokes.
     */
    INK_SHARE,
    /**
     * Whether at least half of the bin is mask, in every bin: for pictures that are no sketches.
     */
    PHOTO
  }

  /** How classes weigh in the classification loss. */
  public enum ClassWeights {
    /** All the same: the paper. */
    UNIFORM,
    /**
     * ln(e + total / count of the class), counted on the training data: the released code, without
     * its index slip.
     */
    LOG_FREQUENCY
  }

  /**
   * What becomes a detection.
   *
   * @param scoreThreshold smallest score
   * @param nms IoU above which a detection of the same class is suppressed
   * @param agnosticNms the same, whatever the class
   * @param limit detections of an expression, at most
   * @param maskThreshold probability from which a pixel is in the mask
   */
  public record Detect(
      double scoreThreshold, double nms, double agnosticNms, int limit, double maskThreshold) {
    public Detect {
      require(limit >= 1, "detect.limit", limit, "1 or more");
      require(
          maskThreshold > 0 && maskThreshold < 1,
          "detect.mask-threshold",
          maskThreshold,
          "between 0 and 1");
    }
  }
}
