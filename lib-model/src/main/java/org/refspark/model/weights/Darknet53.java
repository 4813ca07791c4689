package org.refspark.model.weights;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The 52 convolutions of Darknet-53 (Redmon and Farhadi 2018) and what they are called. Each has
 * batch normalisation: the weights are {@code <block>.0.weight}, the normalisation's arrays {@code
 * <block>.1.weight} and so on. Blocks are {@code stem}, {@code stage1.0} (which halves the map) and
 * {@code stage1.1.conv1}, {@code stage1.1.conv2} (a residual unit).
 *
 * @param layer number in the published configuration, where shortcuts count too
 */
record Darknet53(String block, int layer, int in, int out, int kernel) {
  private static final int[] UNITS = {1, 2, 8, 8, 4};
  private static final int STEM_WIDTH = 32;

  /** All of them, in the order of the published file. */
  static List<Darknet53> convolutions() {
    var all = new ArrayList<Darknet53>();
    all.add(new Darknet53("stem", 0, 3, STEM_WIDTH, 3));
    int layer = 1;
    for (int stage = 1; stage <= UNITS.length; stage++) {
      int width = STEM_WIDTH << stage;
      var name = "stage" + stage;
      all.add(new Darknet53(name + ".0", layer++, width / 2, width, 3));
      for (int unit = 1; unit <= UNITS[stage - 1]; unit++) {
        var path = "%s.%d.conv".formatted(name, unit);
        all.add(new Darknet53(path + 1, layer, width, width / 2, 1));
        all.add(new Darknet53(path + 2, layer + 1, width / 2, width, 3));
        layer += 3; // two convolutions and the shortcut
      }
    }
    return all;
  }

  /** Blocks by their number in the published configuration. */
  static Map<Integer, String> blocksByLayer() {
    var blocks = new HashMap<Integer, String>();
    convolutions().forEach(conv -> blocks.put(conv.layer(), conv.block()));
    return blocks;
  }

  /** Its arrays in the order of the published file, shapes as PyTorch has them. */
  List<WeightsFile.Entry> arrays() {
    long[] channels = {out};
    return List.of(
        new WeightsFile.Entry(block + ".1.bias", channels),
        new WeightsFile.Entry(block + ".1.weight", channels),
        new WeightsFile.Entry(block + ".1.running_mean", channels),
        new WeightsFile.Entry(block + ".1.running_var", channels),
        new WeightsFile.Entry(block + ".0.weight", new long[] {out, in, kernel, kernel}));
  }
}
