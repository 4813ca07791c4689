package org.refspark.model.lts;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.nn.Layers;

/**
 * Darknet (Redmon and Farhadi 2018): a 3×3 stem, then stages that each halve the map by a 3×3
 * convolution of stride 2 and add residual units, 1×1 to half the channels and 3×3 back. Every
 * convolution is followed by normalisation and leaky ReLU, the sum by nothing. Darknet-53 has a
 * stem of 32 channels and 1, 2, 8, 8, 4 units.
 *
 * @param stemWidth channels of the stem
 * @param widths channels of each stage
 * @param units residual units of each stage
 */
public record Darknet(int stemWidth, List<Integer> widths, List<Integer> units) {
  private static final int STAGES = 5;

  public Darknet {
    widths = List.copyOf(widths);
    units = List.copyOf(units);
    LtsConfig.require(stemWidth >= 1, "darknet.stem-width", stemWidth, "1 or more");
    LtsConfig.require(
        widths.size() == STAGES && widths.stream().allMatch(width -> width >= 2),
        "darknet.widths",
        widths,
        "five numbers of at least 2, such as [64, 128, 256, 512, 1024]");
    LtsConfig.require(
        units.size() == STAGES && units.stream().allMatch(count -> count >= 0),
        "darknet.units",
        units,
        "five numbers of at least 0, such as [1, 2, 8, 8, 4]");
  }

  /**
   * The maps of strides 2, 4, 8, 16 and 32.
   *
   * @param picture {@code [P, S, S, 3]}
   */
  List<SDVariable> features(Layers layers, SDVariable picture) {
    var x = block(layers, picture, "stem", 3, 1, stemWidth);
    var maps = new ArrayList<SDVariable>();
    for (int stage = 0; stage < STAGES; stage++) {
      x = stage(layers, x, "stage" + (stage + 1), widths.get(stage), units.get(stage));
      maps.add(x);
    }
    return maps;
  }

  /** One stage; names count from the convolution that halves, 0. */
  static SDVariable stage(Layers layers, SDVariable x, String name, int width, int units) {
    var y = block(layers, x, name + ".0", 3, 2, width);
    for (int unit = 1; unit <= units; unit++) {
      var path = name + "." + unit;
      var inner = block(layers, y, path + ".conv1", 1, 1, Math.max(1, width / 2));
      y = layers.graph().sum(y, block(layers, inner, path + ".conv2", 3, 1, width));
    }
    return y;
  }

  static SDVariable block(
      Layers layers, SDVariable x, String name, int kernel, int stride, int width) {
    var y = layers.conv(x, name + ".0", kernel, stride, width);
    return layers.normalizeLeaky(y, name + ".1");
  }
}
