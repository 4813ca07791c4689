package org.refspark.model.lts;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.Initial;
import org.refspark.model.nn.ConcatColumns;
import org.refspark.model.nn.Layers;
import org.refspark.model.nn.Multiply;
import org.refspark.model.nn.Sigmoid;

/**
 * The position prior H_mask: relevance filters or the transformer, once or several times. The paper
 * does not say how several go together (Table 5), nor how "transformer, more filtering times" does
 * (Table 7). Here the next filter sees the fused map weighted by the probabilities of the map
 * before; a filter is linear in its map, so that its result is weighted instead. The transformer,
 * where there is one, comes first.
 */
final class Localiser {
  private final LtsConfig.LocaliserChoices config;
  private final Graph graph;
  private final Layers layers;

  Localiser(LtsConfig.LocaliserChoices config, Layers layers) {
    this.config = config;
    this.graph = layers.graph();
    this.layers = layers;
  }

  /**
   * Locates.
   *
   * @param fused F_m3 {@code [N, h, h, d]}
   * @return logits {@code [N, h, h]}: of every filter that learns by itself, H_mask last
   */
  List<SDVariable> locate(SDVariable fused, TextEncoder.Text text) {
    var maps = new ArrayList<SDVariable>();
    for (int i = 1; i <= config.filters(); i++) {
      maps.add(map(i, fused, text));
    }
    var chosen =
        config.order() == LtsConfig.LocaliserChoices.Order.SEQUENTIAL
            ? weighted(maps)
            : merged(maps);
    var shape = graph.shape(fused);
    return chosen.stream().map(map -> graph.reshape(map, shape[0], shape[1], shape[2])).toList();
  }

  private SDVariable map(int number, SDVariable fused, TextEncoder.Text text) {
    return number == 1 && config.kind() == LtsConfig.LocaliserChoices.Kind.TRANSFORMER
        ? new TransformerLocaliser(config, layers).apply("transformer", fused, text.sentence())
        : new RelevanceFilter(config, layers).apply("filter" + number, fused, text);
  }

  private List<SDVariable> weighted(List<SDVariable> maps) {
    var results = new ArrayList<SDVariable>();
    SDVariable weight = null;
    for (var map : maps) {
      var result = weight == null ? map : graph.one(new Multiply(), map, weight);
      results.add(result);
      if (results.size() < maps.size()) {
        var probability = graph.one(new Sigmoid(), result);
        weight = weight == null ? probability : graph.one(new Multiply(), weight, probability);
      }
    }
    return results;
  }

  private List<SDVariable> merged(List<SDVariable> maps) {
    if (maps.size() == 1) {
      return maps;
    }
    var columns = maps.stream().map(map -> graph.reshape(map, -1, 1)).toArray(SDVariable[]::new);
    var sideBySide = graph.one(new ConcatColumns(), columns);
    return List.of(layers.linear(sideBySide, "merge", 1, new Initial.Value(1.0 / maps.size())));
  }
}
