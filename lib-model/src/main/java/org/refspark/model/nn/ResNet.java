package org.refspark.model.nn;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Residual network of bottlenecks (He et al. 2016). A picture {@code [B, H, W, 3]} becomes maps of
 * strides 4, 8, 16 and 32 with width·expansion channels, doubled at each stage. Names are
 * torchvision's.
 *
 * @param blocks bottlenecks of each stage, such as 3, 4, 23, 3
 * @param stemWidth channels of the stem
 * @param width inner channels of the first stage's bottlenecks
 * @param expansion outer over inner channels
 * @param groups of the 3×3 convolutions
 * @param stem one 7×7 convolution, or three 3×3 ones
 * @param stride where a stage's first bottleneck halves the map
 */
public record ResNet(
    List<Integer> blocks,
    int stemWidth,
    int width,
    int expansion,
    int groups,
    Stem stem,
    StridePlace stride) {

  /** How the picture first becomes features. */
  public enum Stem {
    PLAIN,
    DEEP
  }

  /** The convolution of a bottleneck that has stride 2. */
  public enum StridePlace {
    FIRST,
    MIDDLE
  }

  public ResNet {
    blocks = List.copyOf(blocks);
    if (blocks.size() != 4 || blocks.stream().anyMatch(count -> count < 1)) {
      throw new IllegalArgumentException(
          "blocks is " + blocks + ", expected four numbers of at least 1, such as [3, 4, 6, 3]");
    }
    if (groups < 1 || width % groups != 0) {
      throw new IllegalArgumentException(
          "groups is " + groups + ", expected a divisor of width, which is " + width);
    }
  }

  /** The maps C2 to C5. */
  public List<SDVariable> features(Layers layers, SDVariable picture) {
    var x = layers.graph().one(new MaxPool(), stem(layers, picture));
    var maps = new ArrayList<SDVariable>();
    for (int stage = 0; stage < 4; stage++) {
      int inner = width << stage;
      for (int block = 0; block < blocks.get(stage); block++) {
        int step = stage > 0 && block == 0 ? 2 : 1;
        x =
            bottleneck(
                layers, x, "layer%d.%d".formatted(stage + 1, block), inner, step, block == 0);
      }
      maps.add(x);
    }
    return maps;
  }

  private SDVariable stem(Layers layers, SDVariable picture) {
    if (stem == Stem.PLAIN) {
      return layers.normalizeRelu(layers.conv(picture, "conv1", 7, 2, stemWidth), "bn1");
    }
    var x = layers.convNormRelu(picture, "stem.0", 3, 2, stemWidth / 2);
    x = layers.convNormRelu(x, "stem.1", 3, 1, stemWidth / 2);
    return layers.convNormRelu(x, "stem.2", 3, 1, stemWidth);
  }

  private SDVariable bottleneck(
      Layers layers, SDVariable x, String name, int inner, int step, boolean project) {
    int first = stride == StridePlace.FIRST ? step : 1;
    int outer = inner * expansion;
    var y = layers.normalizeRelu(layers.conv(x, name + ".conv1", 1, first, inner), name + ".bn1");
    y = layers.groupedConv(y, name + ".conv2", 3, step / first, inner, groups);
    y = layers.normalizeRelu(y, name + ".bn2");
    y = layers.normalize(layers.conv(y, name + ".conv3", 1, 1, outer), name + ".bn3");
    var shortcut = x;
    if (project) {
      shortcut =
          layers.normalize(
              layers.conv(x, name + ".downsample.0", 1, step, outer), name + ".downsample.1");
    }
    return layers.relu(layers.graph().sum(y, shortcut));
  }
}
