package org.refspark.model.lts;

import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.Initial;
import org.refspark.model.nn.BatchedProduct;
import org.refspark.model.nn.Layers;

/**
 * The relevance filter (eq. 8): K = f·W_k is a 1×1 kernel over the fused map of its own example.
 * With a kernel for every word, as DMN has it, each word gives a map, those behind an expression's
 * end are zero, and a 1×1 convolution that starts with the same weight for every place makes one
 * map of them.
 */
final class RelevanceFilter {
  private final LtsConfig.LocaliserChoices config;
  private final Graph graph;
  private final Layers layers;

  RelevanceFilter(LtsConfig.LocaliserChoices config, Layers layers) {
    this.config = config;
    this.graph = layers.graph();
    this.layers = layers;
  }

  /**
   * Filters a map.
   *
   * @param name of the filter's weights
   * @param fused F_m3 {@code [N, h, h, d]}
   * @return logits {@code [N, h·h, 1]}
   */
  SDVariable apply(String name, SDVariable fused, TextEncoder.Text text) {
    var shape = graph.shape(fused);
    var cells = graph.reshape(fused, shape[0], -1, shape[3]);
    boolean words = config.source() == LtsConfig.LocaliserChoices.Source.WORD;
    var source = words ? text.words() : text.sentence();
    long values = graph.shape(text.sentence())[1];
    var kernels =
        layers.linear(source, name + ".kernel", (int) shape[3], Initial.glorot(values, shape[3]));
    if (!words) {
      return graph.one(
          new BatchedProduct(false, false), cells, graph.reshape(kernels, shape[0], shape[3], 1));
    }
    int places = (int) graph.shape(kernels)[0];
    var bySentence = graph.one(new SequencesFirst(), kernels);
    var maps = graph.one(new BatchedProduct(false, true), cells, bySentence);
    return layers.linear(maps, name + ".words", 1, new Initial.Value(1.0 / places));
  }
}
