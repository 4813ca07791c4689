package org.refspark.model.clip;

import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.Initial;
import org.refspark.model.nn.GatherRows;
import org.refspark.model.nn.Layers;
import org.refspark.model.nn.Norm;
import org.refspark.model.nn.SliceRows;

/**
 * CLIP's text encoder: word pieces through causal transformer blocks. Padding is seen like any
 * other piece; being behind the end mark it changes nothing that counts. L is the context in use, W
 * the width, E the channels of the shared space.
 */
public final class ClipText {
  private final ClipTextConfig config;
  private final Graph graph;
  private final Layers layers;

  /** An encoder that adds itself to that graph. */
  public ClipText(ClipTextConfig config, Graph graph) {
    this.config = config;
    this.graph = graph;
    this.layers = new Layers(graph, Clip.PART, Norm.BATCH, 1);
  }

  /**
   * What is known of expressions.
   *
   * @param words a row for each word piece (F_t) {@code [N, L, W]}, not projected
   * @param sentence the end mark's row in the shared space (F_tg) {@code [N, E]}
   */
  public record Features(SDVariable words, SDVariable sentence) {}

  /**
   * Reads N expressions.
   *
   * @param ids word pieces {@code [N, L]}, L at most the table of positions
   * @param ends rows of the end marks {@code [N]}, as {@link #ends} gives them
   */
  public Features read(SDVariable ids, SDVariable ends) {
    long count = graph.shape(ids)[0];
    int length = (int) graph.shape(ids)[1];
    int width = config.width();
    var table =
        graph.weight(
            Clip.PART + ".token_embedding.weight",
            Clip.PART,
            new Initial.Normal(0.02),
            config.vocabulary(),
            width);
    var positions =
        graph.weight(
            Clip.PART + ".positional_embedding",
            Positions.GROUP,
            new Initial.Normal(0.01),
            config.context(),
            width);
    var pieces = graph.one(new GatherRows(), table, graph.reshape(ids, count * length));
    var first = graph.one(new SliceRows(0, length), graph.reshape(positions, 1, -1, width));
    var tokens = Positions.add(graph, graph.reshape(pieces, count, length, width), first);
    var blocks = new ClipTransformer("transformer", config.blocks(), config.heads(), true);
    var words = layers.layerNorm(blocks.run(layers, tokens), "ln_final");
    var last = graph.one(new GatherRows(), graph.reshape(words, count * length, width), ends);
    return new Features(words, Projection.apply(graph, last, "text_projection", config.embed()));
  }

  /**
   * Where each expression's end mark is, its largest id: n·L + place, for expression n.
   *
   * @param ids {@code [N, L]}, row after row
   * @param length L
   */
  public static float[] ends(float[] ids, int length) {
    var ends = new float[ids.length / length];
    for (int n = 0; n < ends.length; n++) {
      int end = n * length;
      for (int i = end; i < (n + 1) * length; i++) {
        end = ids[i] > ids[end] ? i : end;
      }
      ends[n] = end;
    }
    return ends;
  }
}
