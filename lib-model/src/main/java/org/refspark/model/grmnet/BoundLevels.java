package org.refspark.model.grmnet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.Graph;

/**
 * A pyramid that another plan has computed, as inputs of a graph.
 *
 * @param inputs one by level
 * @param bound the arrays by the inputs' names
 */
record BoundLevels(List<SDVariable> inputs, Map<String, INDArray> bound) {
  BoundLevels(Graph graph, List<INDArray> pyramid) {
    this(new ArrayList<>(), new HashMap<>());
    for (var map : pyramid) {
      var input = graph.input("level." + inputs.size(), map.shape());
      inputs.add(input);
      bound.put(input.name(), map);
    }
  }
}
