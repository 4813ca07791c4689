package org.refspark.model.mmnet;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.refspark.model.clip.ClipModel;
import org.refspark.model.clip.ClipResNetConfig;
import org.refspark.model.clip.ClipTextConfig;
import org.refspark.model.clip.ClipVisualConfig;
import org.refspark.model.clip.ClipVitConfig;
import org.refspark.model.nn.Norm;

/**
 * Everything that can be chosen about MMNet. Where the paper and the code of CRIS, which it builds
 * on, differ, both are values of a key.
 *
 * @param imageSize S, side of the square input, pixels, a multiple of 32; 480 in the paper, 416 in
 *     CRIS's code
 * @param context L, word pieces of an expression with start and end marks: 17, on G-Ref 22
 * @param backbone CLIP's encoders
 * @param attentionPoolShortcut whether the attention pool's places get CRIS's second way: a 1×1
 *     convolution and normalisation of x4 is added, then ReLU. The paper's eq. 1 has none. Residual
 *     encoders only
 * @param resnet sizes of the picture encoder where the backbone is {@code resnet}
 * @param vit sizes of the picture encoder where the backbone is {@code vit}
 * @param text the word pieces, and sizes of their encoder where the backbone is one of these two
 * @param norm how maps are normalised, in CLIP's residual network and in everything after it. Batch
 *     norm needs two or more expressions in a training batch
 * @param normGroups groups of group norm
 * @param pyramid channels of the maps that are made of a vision transformer's tokens
 * @param neck fusion of the maps
 * @param queries the multi-query generator
 * @param decoder the vision-language decoder
 * @param masks the multi-mask projector
 * @param scores the multi-query estimator
 * @param threshold probability above which a pixel is in the mask
 */
public record MmNetConfig(
    int imageSize,
    int context,
    Backbone backbone,
    boolean attentionPoolShortcut,
    ClipResNetConfig resnet,
    ClipVitConfig vit,
    Text text,
    Norm norm,
    int normGroups,
    Pyramid pyramid,
    Neck neck,
    Queries queries,
    Decoder decoder,
    Masks masks,
    Scores scores,
    double threshold) {

  public MmNetConfig {
    require(
        imageSize >= 64 && imageSize <= 1024 && imageSize % 32 == 0,
        "image-size",
        imageSize,
        "a multiple of 32 from 64 to 1024");
    require(context >= 3 && context <= 512, "context", context, "3 to 512");
    require(normGroups >= 1, "norm-groups", normGroups, "1 or more");
    require(
        neck.middle() % decoder.heads() == 0,
        "decoder.heads",
        decoder.heads(),
        "a divisor of neck.middle, which is " + neck.middle());
    require(
        neck.middle() % scores.heads() == 0,
        "scores.heads",
        scores.heads(),
        "a divisor of neck.middle, which is " + neck.middle());
    require(
        masks.activation() == MaskActivation.NONE
            || (masks.multiple() && scores.kind() != ScoreKind.SUM),
        "masks.activation",
        "sigmoid",
        "none, where masks.multiple is off or scores.kind is sum: probabilities need a mean");
    require(threshold > 0 && threshold < 1, "threshold", threshold, "between 0 and 1");
  }

  static void require(boolean holds, String key, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException("%s is %s, expected %s".formatted(key, value, expected));
    }
  }

  /** Channels of F_vt, the queries and everything between. */
  int channels() {
    return neck.middle();
  }

  /** Side of the map that the queries meet, cells of 16 pixels. */
  int grid() {
    return imageSize / 16;
  }

  /** Sizes of the picture encoder. */
  ClipVisualConfig visual() {
    return switch (backbone) {
      case RESNET -> resnet;
      case VIT -> vit;
      case RN50, RN101, VIT_B16, VIT_L14 -> published().visual();
    };
  }

  /**
   * Sizes of the text encoder.
   *
   * @param vocabulary number of word pieces of the tokenizer in use
   */
  ClipTextConfig text(int vocabulary) {
    int embed = visual().embed();
    if (backbone == Backbone.RESNET || backbone == Backbone.VIT) {
      return new ClipTextConfig(
          vocabulary, text.positions(), text.width(), text.blocks(), text.heads(), embed);
    }
    var own = published().text();
    return new ClipTextConfig(
        vocabulary, own.context(), own.width(), own.blocks(), own.heads(), embed);
  }

  private ClipModel published() {
    return switch (backbone) {
      case RN50 -> ClipModel.RN50;
      case RN101 -> ClipModel.RN101;
      case VIT_B16 -> ClipModel.VIT_B_16;
      case VIT_L14 -> ClipModel.VIT_L_14;
      case RESNET, VIT -> throw new IllegalStateException(backbone + " has sizes of its own");
    };
  }

  /** Which of CLIP's encoders. */
  public enum Backbone {
    RN50,
    RN101,
    VIT_B16,
    VIT_L14,
    /** A residual network of free sizes. */
    RESNET,
    /** A vision transformer of free sizes. */
    VIT
  }

  /**
   * Word pieces, and an encoder of free sizes.
   *
   * @param vocabulary file of CLIP's word pieces; absent, the words of the training data are used.
   *     Whoever builds the tokenizer reads it
   * @param positions rows of the encoder's table of positions
   * @param width channels of a word piece
   * @param blocks of the transformer
   * @param heads of each block
   */
  public record Text(Optional<String> vocabulary, int positions, int width, int blocks, int heads) {
    public Text {
      Objects.requireNonNull(vocabulary, "vocabulary");
      require(positions >= 3 && positions <= 512, "text.positions", positions, "3 to 512");
      require(
          heads >= 1 && width >= 1 && width % heads == 0,
          "text.heads",
          heads,
          "a divisor of text.width, which is " + width);
      require(blocks >= 1, "text.blocks", blocks, "1 or more");
    }
  }

  /**
   * The maps that three convolutions make of a vision transformer's tokens, with the channels of a
   * residual encoder's maps (paper, 3.1); which convolutions, it does not say.
   *
   * @param fine channels of F_v2, stride 8: a 2×2 transposed convolution
   * @param middle of F_v3, stride 16: 3×3
   * @param coarse of F_v4, stride 32: 3×3 of stride 2
   */
  public record Pyramid(int fine, int middle, int coarse) {
    public Pyramid {
      atLeast(1, "pyramid.fine, middle, coarse", fine, middle, coarse);
    }
  }

  /**
   * Fusion of the maps (eqs. 2 to 6), with CRIS's layers.
   *
   * @param fine channels of the stride-8 map within the fusion
   * @param middle channels of the stride-16 map, of F_vt and of all queries
   * @param coarse channels of the stride-32 map and of the sentence within the fusion
   * @param productNorm whether the product of map and sentence is normalised and goes through ReLU,
   *     as in CRIS's code; eq. 2 has neither
   */
  public record Neck(int fine, int middle, int coarse, boolean productNorm) {
    public Neck {
      atLeast(1, "neck.fine, middle, coarse", fine, middle, coarse);
      require(middle % 4 == 0, "neck.middle", middle, "a multiple of 4, for sine positions");
    }
  }

  /**
   * The multi-query generator (eqs. 7 to 10).
   *
   * @param count N_q
   * @param globalVision whether words are multiplied with the global visual feature f_vg (eq. 8);
   *     off, F_tv is F_t (Table 4)
   * @param scaledAttention whether a_ni is divided by √C; eq. 9 does not
   */
  public record Queries(int count, boolean globalVision, boolean scaledAttention) {
    public Queries {
      require(count >= 1 && count <= 256, "queries.count", count, "1 to 256");
    }
  }

  /**
   * The vision-language decoder (eqs. 11 to 13). The paper gives no depth; CRIS's is 3.
   *
   * @param layers depth
   * @param heads of both attentions
   * @param hidden units of the feed-forward network
   * @param dropout of everything that is added, and of the hidden units. CRIS's code also drops
   *     attention weights, which is not done here
   * @param innerNorm whether both attentions' answers and the hidden units are normalised as in
   *     CRIS's code; the equations have only the normalisation in front of each
   */
  public record Decoder(int layers, int heads, int hidden, double dropout, boolean innerNorm) {
    public Decoder {
      require(layers >= 1 && layers <= 24, "decoder.layers", layers, "1 to 24");
      atLeast(1, "decoder.heads, hidden", heads, hidden);
      require(dropout >= 0 && dropout < 1, "decoder.dropout", dropout, "0 or more, below 1");
    }
  }

  /**
   * The multi-mask projector (eq. 14).
   *
   * @param channels C_p of the map that masks are read from
   * @param head how the decoder's map becomes that map
   * @param multiple whether each query makes a mask and masks are summed; off, queries are summed
   *     and make one mask (Table 3)
   * @param kernelActivation of each query's kernel and bias
   * @param activation of each mask before the sum
   */
  public record Masks(
      int channels,
      ProjectorHead head,
      boolean multiple,
      KernelActivation kernelActivation,
      MaskActivation activation) {
    public Masks {
      atLeast(1, "masks.channels", channels);
    }
  }

  /** How the decoder's map becomes the four times larger map that masks are read from. */
  public enum ProjectorHead {
    /**
     * Doubled, 3×3 convolution, doubled, 3×3 convolution, both with normalisation and ReLU, and a
     * 1×1 convolution: CRIS's code.
     */
    CRIS,
    /** Doubled, 3×3 convolution, doubled: eq. 14 read literally. */
    PAPER
  }

  /** Activation of a query's kernel and bias. */
  public enum KernelActivation {
    /**
     * ReLU, as eq. 14 prints it. It is all that makes a sum of masks differ from the mask of a sum.
     */
    RELU,
    /** None, as in CRIS's code: a sum of masks is then exactly the mask of the summed queries. */
    NONE
  }

  /** Activation of a mask before the weighted sum. */
  public enum MaskActivation {
    /** None: logits are summed, as eq. 16 prints it, and one convolution makes the whole sum. */
    NONE,
    /** Sigmoid: probabilities are summed; each mask is computed by itself. */
    SIGMOID
  }

  /**
   * The multi-query estimator (eq. 15).
   *
   * @param kind how masks count
   * @param heads of the attention among queries
   */
  public record Scores(ScoreKind kind, int heads) {
    public Scores {
      atLeast(1, "scores.heads", heads);
    }
  }

  /** How much each mask counts in the sum (eq. 16). */
  public enum ScoreKind {
    /** By the estimator's scores, which sum to 1. */
    ESTIMATED,
    /** By 1, "directly adding multiple masks": the paper's network without the estimator. */
    SUM,
    /** By 1 / N_q. */
    MEAN
  }

  private static void atLeast(int least, String keys, Integer... values) {
    require(
        List.of(values).stream().allMatch(value -> value >= least),
        keys,
        List.of(values),
        least + " or more each");
  }
}
