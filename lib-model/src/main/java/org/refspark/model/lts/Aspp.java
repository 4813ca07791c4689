package org.refspark.model.lts;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.nn.ConcatColumns;
import org.refspark.model.nn.Layers;
import org.refspark.model.nn.MeanCells;
import org.refspark.model.nn.Tile;

/**
 * Atrous spatial pyramid pooling (Chen et al. 2017): a 1×1 convolution, 3×3 convolutions of several
 * dilations and the mean of the whole map, side by side, then a 1×1 convolution; normalisation and
 * leaky ReLU after each. Names are torchvision's.
 *
 * @param rates the dilations
 * @param channels of each branch and of the result
 */
record Aspp(List<Integer> rates, int channels) {
  /** Maps {@code [N, h, w, C]} to {@code [N, h, w, channels]}. */
  SDVariable apply(Layers layers, String name, SDVariable x) {
    var graph = layers.graph();
    var shape = graph.shape(x);
    var branches = new ArrayList<SDVariable>();
    var convs = name + ".convs.";
    branches.add(
        layers.normalizeLeaky(layers.conv(x, convs + "0.0", 1, 1, channels), convs + "0.1"));
    for (int i = 0; i < rates.size(); i++) {
      var path = convs + (i + 1);
      var wide = layers.dilatedConv(x, path + ".0", rates.get(i), channels);
      branches.add(layers.normalizeLeaky(wide, path + ".1"));
    }
    var path = convs + (rates.size() + 1);
    var mean = layers.conv(graph.one(new MeanCells(), x), path + ".1", 1, 1, channels);
    branches.add(
        graph.one(
            new Tile((int) shape[1], (int) shape[2]), layers.normalizeLeaky(mean, path + ".2")));
    var rows = branches.stream().map(map -> graph.reshape(map, -1, channels));
    var all =
        graph.reshape(
            graph.one(new ConcatColumns(), rows.toArray(SDVariable[]::new)),
            shape[0],
            shape[1],
            shape[2],
            (long) branches.size() * channels);
    return layers.normalizeLeaky(
        layers.conv(all, name + ".project.0", 1, 1, channels), name + ".project.1");
  }
}
