package org.refspark.model.clip;

import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.Initial;
import org.refspark.model.nn.Attention;
import org.refspark.model.nn.Layers;
import org.refspark.model.nn.Linear;
import org.refspark.model.nn.QuickGelu;

/**
 * Residual attention blocks with normalisation first: x + attention(ln_1(x)), then x +
 * mlp(ln_2(x)), the inner layer of the mlp four times as wide. Deviations of the start values are
 * those of CLIP's code.
 *
 * @param path first part of the blocks' names
 * @param blocks their number
 * @param causal whether a token sees only itself and the tokens before it
 */
record ClipTransformer(String path, int blocks, int heads, boolean causal) {
  /** Tokens {@code [B, L, C]} behind the last block. */
  SDVariable run(Layers layers, SDVariable tokens) {
    var x = tokens;
    for (int i = 0; i < blocks; i++) {
      var name = path + ".resblocks." + i;
      x = layers.graph().sum(x, attention(layers, layers.layerNorm(x, name + ".ln_1"), name));
      x = layers.graph().sum(x, perceptron(layers, layers.layerNorm(x, name + ".ln_2"), name));
    }
    return x;
  }

  private SDVariable attention(Layers layers, SDVariable x, String block) {
    var graph = layers.graph();
    int width = width(graph, x);
    var name = Clip.PART + "." + block + ".attn.in_proj_";
    var initial = new Initial.Normal(1 / Math.sqrt(width));
    // q, k and v side by side: [B, L, 3C]
    var projected =
        graph.one(
            new Linear(),
            x,
            graph.weight(name + "weight", Clip.PART, initial, width, 3L * width),
            graph.weight(name + "bias", Clip.BIAS, new Initial.Value(0), 3L * width));
    var answer = graph.one(new Attention(heads, causal), projected);
    return layers.dense(answer, block + ".attn.out_proj", width, residual(width));
  }

  private SDVariable perceptron(Layers layers, SDVariable x, String block) {
    int width = width(layers.graph(), x);
    var initial = new Initial.Normal(1 / Math.sqrt(2 * width));
    var inner = layers.dense(x, block + ".mlp.c_fc", 4 * width, initial);
    var active = layers.graph().one(new QuickGelu(), inner);
    return layers.dense(active, block + ".mlp.c_proj", width, residual(width));
  }

  /** Branches start smaller the more of them are added up. */
  private Initial residual(int width) {
    return new Initial.Normal(1 / Math.sqrt(2.0 * blocks * width));
  }

  private static int width(Graph graph, SDVariable x) {
    return (int) graph.shape(x)[2];
  }
}
