package org.refspark.model.clip;

import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.Initial;
import org.refspark.model.nn.Attention;
import org.refspark.model.nn.Layers;
import org.refspark.model.nn.MeanCells;
import org.refspark.model.nn.PrependRow;
import org.refspark.model.nn.SliceRows;

/**
 * The step from the residual network's last map (x4) {@code [B, H, W, C]} into the shared space of
 * E channels: attention among the map's places and their mean. Three ways of asking share the
 * weights {@code visual.attnpool.*}.
 */
public final class AttentionPool {
  private static final String PATH = "visual.attnpool";

  private final ClipResNetConfig config;
  private final Graph graph;
  private final Layers layers;

  AttentionPool(ClipResNetConfig config, Layers layers) {
    this.config = config;
    this.graph = layers.graph();
    this.layers = layers;
  }

  /** Whether CRIS's second way from the map into the shared space is added to the pooled places. */
  public enum Shortcut {
    /** 1×1 convolution and normalisation of the map, added, then ReLU. */
    ADDED,
    LEFT_OUT
  }

  /**
   * A picture in the shared space.
   *
   * @param places of every place (z) {@code [B, H, W, E]}
   * @param whole of the picture (z̄) {@code [B, E]}
   */
  public record Pooled(SDVariable places, SDVariable whole) {}

  /** CLIP's own: the mean alone asks; {@code [B, E]}. */
  public SDVariable whole(SDVariable map) {
    var tokens = wholeAndPlaceTokens(map);
    var answer = attend(graph.one(new SliceRows(0, 1), tokens), tokens);
    return graph.reshape(answer, graph.shape(map)[0], config.embed());
  }

  /** CRIS's: every place asks, there is no mean, the shortcut is added; {@code [B, H, W, E]}. */
  public SDVariable places(SDVariable map) {
    var shape = graph.shape(map);
    var positions = positions().places((int) shape[1], (int) shape[2]);
    var tokens =
        Positions.add(graph, graph.reshape(map, shape[0], -1, config.channels()), positions);
    return withShortcut(map, attend(tokens, tokens));
  }

  /**
   * MMNet's: the mean and every place ask (eq. 1).
   *
   * @param shortcut of the places; the whole has none
   */
  public Pooled wholeAndPlaces(SDVariable map, Shortcut shortcut) {
    var shape = graph.shape(map);
    var tokens = wholeAndPlaceTokens(map);
    var answer = attend(tokens, tokens);
    var rows = graph.one(new SliceRows(1, (int) graph.shape(tokens)[1]), answer);
    var places =
        shortcut == Shortcut.ADDED
            ? withShortcut(map, rows)
            : graph.reshape(rows, shape[0], shape[1], shape[2], config.embed());
    var whole = graph.one(new SliceRows(0, 1), answer);
    return new Pooled(places, graph.reshape(whole, shape[0], config.embed()));
  }

  /** Mean and places with their positions {@code [B, 1 + H·W, C]}. */
  private SDVariable wholeAndPlaceTokens(SDVariable map) {
    var shape = graph.shape(map);
    var rows = graph.reshape(map, shape[0], -1, config.channels());
    var mean = graph.reshape(graph.one(new MeanCells(), map), shape[0], config.channels());
    var tokens = graph.one(new PrependRow(), mean, rows);
    var positions = positions().wholeAndPlaces((int) shape[1], (int) shape[2]);
    return Positions.add(graph, tokens, positions);
  }

  Positions positions() {
    return Positions.of(
        graph, Clip.PART + "." + PATH + ".positional_embedding", config.grid(), config.channels());
  }

  private SDVariable attend(SDVariable queries, SDVariable tokens) {
    var answer =
        graph.one(
            new Attention(config.heads(), false),
            project(queries, "q_proj", config.channels()),
            project(tokens, "k_proj", config.channels()),
            project(tokens, "v_proj", config.channels()));
    return project(answer, "c_proj", config.embed());
  }

  private SDVariable project(SDVariable x, String name, int channels) {
    var initial = new Initial.Normal(1 / Math.sqrt(config.channels()));
    return layers.dense(x, PATH + "." + name, channels, initial);
  }

  private SDVariable withShortcut(SDVariable map, SDVariable pooled) {
    var direct = layers.conv(map, PATH + ".connect.0", 1, 1, config.embed());
    direct = layers.normalize(direct, PATH + ".connect.1");
    return layers.relu(graph.sum(graph.reshape(pooled, graph.shape(direct)), direct));
  }
}
