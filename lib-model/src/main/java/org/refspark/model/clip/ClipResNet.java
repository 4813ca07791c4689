package org.refspark.model.clip;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.graph.Graph;
import org.refspark.model.nn.AveragePool;
import org.refspark.model.nn.Layers;
import org.refspark.model.nn.Norm;

/**
 * CLIP's residual network: a stem of three convolutions, bottlenecks whose convolutions all have
 * stride 1, and 2×2 averages wherever a map is halved.
 */
public final class ClipResNet {
  private static final int EXPANSION = 4;

  private final ClipResNetConfig config;
  private final Layers layers;

  /**
   * An encoder that adds itself to that graph.
   *
   * @param norm kind of normalisation; batch statistics unless batches are small or the network is
   *     frozen
   * @param groups of group norm
   */
  public ClipResNet(ClipResNetConfig config, Graph graph, Norm norm, int groups) {
    this.config = config;
    this.layers = new Layers(graph, Clip.PART, norm, groups);
  }

  /**
   * The maps x1 to x4 of pictures {@code [B, H, W, 3]}: strides 4, 8, 16 and 32 with 4, 8, 16 and
   * 32 times the width as channels.
   */
  public List<SDVariable> maps(SDVariable pictures) {
    var x = stem(pictures);
    var maps = new ArrayList<SDVariable>();
    for (int stage = 0; stage < 4; stage++) {
      for (int block = 0; block < config.blocks().get(stage); block++) {
        var name = "visual.layer%d.%d".formatted(stage + 1, block);
        x = bottleneck(x, name, config.width() << stage, stage > 0 && block == 0);
      }
      maps.add(x);
    }
    return maps;
  }

  /** The way from the last map into the shared space. */
  public AttentionPool pool() {
    return new AttentionPool(config, layers);
  }

  SDVariable stem(SDVariable pictures) {
    int half = config.width() / 2;
    var x = convNormRelu(pictures, "visual.", 1, 3, 2, half);
    x = convNormRelu(x, "visual.", 2, 3, 1, half);
    return halve(convNormRelu(x, "visual.", 3, 3, 1, config.width()));
  }

  private SDVariable bottleneck(SDVariable x, String name, int inner, boolean halved) {
    int outer = inner * EXPANSION;
    var y = convNormRelu(x, name + ".", 1, 1, 1, inner);
    y = convNormRelu(y, name + ".", 2, 3, 1, inner);
    y = layers.conv(halved ? halve(y) : y, name + ".conv3", 1, 1, outer);
    y = layers.normalizeFromZero(y, name + ".bn3");
    var shape = layers.graph().shape(x);
    var shortcut = x;
    if (halved || shape[3] != outer) {
      shortcut = layers.conv(halved ? halve(x) : x, name + ".downsample.0", 1, 1, outer);
      shortcut = layers.normalize(shortcut, name + ".downsample.1");
    }
    return layers.relu(layers.graph().sum(y, shortcut));
  }

  private SDVariable convNormRelu(
      SDVariable x, String path, int number, int kernel, int stride, int channels) {
    var y = layers.conv(x, path + "conv" + number, kernel, stride, channels);
    return layers.normalizeRelu(y, path + "bn" + number);
  }

  private SDVariable halve(SDVariable x) {
    return layers.graph().one(new AveragePool(), x);
  }
}
