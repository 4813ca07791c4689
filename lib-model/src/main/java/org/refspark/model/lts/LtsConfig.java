package org.refspark.model.lts;

import java.util.List;
import org.refspark.model.nn.Norm;
import org.refspark.model.nn.ResNet;

/**
 * Everything that can be chosen about LTS. Where the paper is silent, the choice is named at the
 * key's record or at the class that makes it.
 *
 * @param imageSize S, side of the square input, pixels, a multiple of 32
 * @param norm how maps are normalised
 * @param normGroups groups of group norm
 * @param backbone which network sees the picture
 * @param darknet used where the backbone is Darknet
 * @param resnet used where the backbone is a residual network
 * @param language the encoder of expressions
 * @param fusion of maps and expression
 * @param localiser of the object
 * @param segmentation of the object
 * @param loss weights
 * @param threshold probability above which a pixel is in the mask
 */
public record LtsConfig(
    int imageSize,
    Norm norm,
    int normGroups,
    Backbone backbone,
    Darknet darknet,
    ResNet resnet,
    Language language,
    FusionChoices fusion,
    LocaliserChoices localiser,
    SegmentationChoices segmentation,
    LossChoices loss,
    double threshold) {
  private static final int COARSEST = 32;

  public LtsConfig {
    require(
        imageSize >= 64 && imageSize <= 2048 && imageSize % COARSEST == 0,
        "image-size",
        imageSize,
        "a multiple of 32 from 64 to 2048");
    require(normGroups >= 1, "norm-groups", normGroups, "1 or more");
    require(threshold > 0 && threshold < 1, "threshold", threshold, "between 0 and 1");
    boolean transformer = localiser.kind() == LocaliserChoices.Kind.TRANSFORMER;
    require(
        !transformer || fusion.channels() % localiser.heads() == 0,
        "localiser.heads",
        localiser.heads(),
        "a divisor of fusion.channels, which is %d".formatted(fusion.channels()));
    require(
        !transformer || fusion.channels() % 4 == 0,
        "fusion.channels",
        fusion.channels(),
        "a multiple of 4 where localiser.kind is transformer");
    require(
        localiser.kind() != LocaliserChoices.Kind.NONE || loss.localisation() == 0,
        "loss.localisation",
        loss.localisation(),
        "0 where localiser.kind is none: there is nothing to supervise");
    require(
        segmentation.refine() || loss.localisation() == 0,
        "loss.localisation",
        loss.localisation(),
        "0 where segmentation.refine is off: the heat map is the answer and has its loss");
    require(
        segmentation.refine()
            || localiser.filters() == 1
            || localiser.order() == LocaliserChoices.Order.PARALLEL,
        "localiser.filters",
        localiser.filters(),
        "1 where segmentation.refine is off and filters are sequential: what an earlier filter"
            + " rejects has probability 0.5 in the next");
  }

  static void require(boolean holds, String key, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException("%s is %s, expected %s".formatted(key, value, expected));
    }
  }

  /** Which network sees the picture. */
  public enum Backbone {
    /** As published. */
    DARKNET,
    /** Features of strides 8, 16 and 32 of a residual network. */
    RESNET
  }

  /**
   * The encoder of expressions.
   *
   * @param maxWords words of an expression; later ones are cut off. The marks at its start and end
   *     are read too and come on top
   * @param embedding values of a word
   * @param hidden units of one direction. "A 1024 dimensional bi-GRU" is taken as 512 for each
   */
  public record Language(int maxWords, int embedding, int hidden) {
    private static final int MARKS = 2;

    public Language {
      require(maxWords >= 1 && maxWords <= 512, "language.max-words", maxWords, "1 to 512");
      require(embedding >= 1, "language.embedding", embedding, "1 or more");
      require(hidden >= 1, "language.hidden", hidden, "1 or more");
    }

    int context() {
      return maxWords + MARKS;
    }
  }

  /**
   * Fusion of maps and expression.
   *
   * @param multiply whether the coarsest map is multiplied with the expression (Table 2: without,
   *     the expression enters with the relevance filter only)
   * @param channels d of all fused maps
   * @param upsample how maps are doubled
   */
  public record FusionChoices(boolean multiply, int channels, Upsampling upsample) {
    public FusionChoices {
      require(
          channels >= 2 && channels % 2 == 0, "fusion.channels", channels, "even and 2 or more");
    }
  }

  /** How maps are doubled; the paper does not say. */
  public enum Upsampling {
    NEAREST,
    BILINEAR
  }

  /**
   * How the object is located.
   *
   * @param kind what does it
   * @param source what the filters' kernels are made of
   * @param filters n, how often (Table 5). With the transformer, it is the first and relevance
   *     filters follow
   * @param order how several of them go together
   * @param heads of the transformer
   * @param hidden units between its two last linear layers
   */
  public record LocaliserChoices(
      Kind kind, Source source, int filters, Order order, int heads, int hidden) {
    public LocaliserChoices {
      require(filters >= 1 && filters <= 8, "localiser.filters", filters, "1 to 8");
      require(heads >= 1, "localiser.heads", heads, "1 or more");
      require(hidden >= 1, "localiser.hidden", hidden, "1 or more");
    }

    /** What locates. */
    public enum Kind {
      /** Eq. 8. */
      FILTER,
      /** Eq. 9. */
      TRANSFORMER,
      /** Nothing: "without filter" of Table 2. */
      NONE
    }

    /** What the filters' kernels are made of. */
    public enum Source {
      /** One of the whole expression. */
      SENTENCE,
      /** One of every word ("WordFilter" of Table 5). */
      WORD
    }

    /** How several filters go together; the paper does not say. */
    public enum Order {
      /**
       * Each sees the map weighted by where the one before found something; the last one counts.
       */
      SEQUENTIAL,
      /**
       * Each sees the same map; a 1×1 convolution that starts as their mean makes one of theirs.
       */
      PARALLEL
    }
  }

  /**
   * How the object is segmented.
   *
   * @param refine whether it is; without, the heat map is the answer (Table 2)
   * @param rates of the dilated convolutions
   * @param channels of each branch
   * @param prior what of the heat map is put beside the fused map
   */
  public record SegmentationChoices(
      boolean refine, List<Integer> rates, int channels, Prior prior) {
    public SegmentationChoices {
      rates = List.copyOf(rates);
      require(
          rates.stream().allMatch(rate -> rate >= 1 && rate <= 1024),
          "segmentation.rates",
          rates,
          "numbers from 1 to 1024");
      require(channels >= 1, "segmentation.channels", channels, "1 or more");
    }
  }

  /** What of the heat map is put beside the fused map; the paper does not say. */
  public enum Prior {
    LOGITS,
    PROBABILITIES
  }

  /**
   * Weights of the losses, both sums over pixels and means over examples (eq. 11–13).
   *
   * @param localisation λ of the loss of the heat map; 0 leaves it out
   */
  public record LossChoices(double localisation) {
    public LossChoices {
      require(
          localisation >= 0 && localisation <= 100, "loss.localisation", localisation, "0 to 100");
    }
  }
}
