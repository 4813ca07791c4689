package org.refspark.model.nn;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.graph.Initial;

/**
 * Attention with its projections (Vaswani et al. 2017, 3.2.2): queries, keys and values go through
 * linear layers {@code q_proj}, {@code k_proj} and {@code v_proj}, the heads' answers side by side
 * through {@code out_proj}.
 *
 * @param heads a divisor of the queries' channels C, in which attention takes place
 */
public record MultiHeadAttention(int heads) {
  /** Every key is seen. */
  public SDVariable attend(
      Layers layers, String name, SDVariable query, SDVariable key, SDVariable value) {
    return attend(layers, name, query, key, value, List.of());
  }

  /**
   * Only some keys are seen.
   *
   * @param query {@code [B, Lq, C]}
   * @param key {@code [B, Lk, any]}
   * @param value {@code [B, Lk, any]}
   * @param seen {@code [B, Lk]}, 1 for a key that is seen, 0 for a hidden one
   * @return {@code [B, Lq, C]}
   */
  public SDVariable attend(
      Layers layers,
      String name,
      SDVariable query,
      SDVariable key,
      SDVariable value,
      SDVariable seen) {
    return attend(layers, name, query, key, value, List.of(seen));
  }

  private SDVariable attend(
      Layers layers,
      String name,
      SDVariable query,
      SDVariable key,
      SDVariable value,
      List<SDVariable> seen) {
    var graph = layers.graph();
    int channels = (int) graph.shape(query)[2];
    var inputs = new ArrayList<SDVariable>();
    inputs.add(project(layers, query, name + ".q_proj", channels));
    inputs.add(project(layers, key, name + ".k_proj", channels));
    inputs.add(project(layers, value, name + ".v_proj", channels));
    inputs.addAll(seen);
    var answer = graph.one(new Attention(heads, false), inputs.toArray(SDVariable[]::new));
    return project(layers, answer, name + ".out_proj", channels);
  }

  private static SDVariable project(Layers layers, SDVariable x, String name, int channels) {
    var shape = layers.graph().shape(x);
    return layers.dense(x, name, channels, Initial.glorot(shape[shape.length - 1], channels));
  }
}
