package org.refspark.model.clip;

import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.Initial;
import org.refspark.model.nn.Linear;

/** The last step into the shared space: a matrix under a name of its own, without bias. */
final class Projection {
  private Projection() {}

  /** Rows of W channels to rows of {@code embed} channels. */
  static SDVariable apply(Graph graph, SDVariable x, String name, int embed) {
    var shape = graph.shape(x);
    long width = shape[shape.length - 1];
    var initial = new Initial.Normal(1 / Math.sqrt(width));
    return graph.one(
        new Linear(), x, graph.weight(Clip.PART + "." + name, Clip.PART, initial, width, embed));
  }
}
