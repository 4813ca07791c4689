package org.refspark.model.nn;

import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.Initial;

/**
 * Layers with weights, added to a graph under dotted names. Weights fall into the optimiser's
 * groups {@code <part>} and, for scales and shifts of normalisation, {@code <part>-norm}.
 */
public final class Layers {
  private static final double EPSILON = 1e-5;
  private static final double MOMENTUM = 0.1;
  private static final double LINEAR = 1;
  private static final double LEAK = 0.1;

  private final Graph graph;
  private final String part;
  private final Norm norm;
  private final int groups;

  /**
   * @param part first part of every name, such as {@code backbone}
   * @param norm kind of normalisation
   * @param groups of group norm; where they do not divide the channels, the next smaller number
   *     that does
   */
  public Layers(Graph graph, String part, Norm norm, int groups) {
    this.graph = graph;
    this.part = part;
    this.norm = norm;
    this.groups = groups;
  }

  /** The graph that layers are added to. */
  public Graph graph() {
    return graph;
  }

  private int channels(SDVariable x) {
    var shape = graph.shape(x);
    return (int) shape[shape.length - 1];
  }

  /** Convolution without bias, "same" padding; 1×1 convolutions of stride 1 are matrix products. */
  public SDVariable conv(SDVariable x, String name, int kernel, int stride, int channels) {
    long in = channels(x);
    return conv(x, name, kernel, stride, channels, Initial.kaiming(kernel * (long) kernel * in));
  }

  /** As {@link #conv(SDVariable, String, int, int, int)} with a start of one's own. */
  public SDVariable conv(
      SDVariable x, String name, int kernel, int stride, int channels, Initial initial) {
    if (kernel == 1) {
      var sampled = stride == 2 ? graph.one(new Subsample(), x) : x;
      return linear(sampled, name, channels, initial);
    }
    var weight =
        graph.weight(path(name + ".weight"), part, initial, kernel, kernel, channels(x), channels);
    return graph.one(new Conv2d(kernel, stride, kernel / 2), x, weight);
  }

  /** 3×3 convolution without bias whose taps lie some cells apart; "same" padding. */
  public SDVariable dilatedConv(SDVariable x, String name, int dilation, int channels) {
    long in = channels(x);
    var initial = Initial.kaiming(9 * in);
    var weight = graph.weight(path(name + ".weight"), part, initial, 3, 3, in, channels);
    return graph.one(new DilatedConv2d(dilation), x, weight);
  }

  /** Convolution of groups of channels, each with its own weights. */
  public SDVariable groupedConv(
      SDVariable x, String name, int kernel, int stride, int channels, int groupCount) {
    if (groupCount == 1) {
      return conv(x, name, kernel, stride, channels);
    }
    int width = channels(x) / groupCount;
    var parts = new SDVariable[groupCount];
    long[] shape = {};
    for (int i = 0; i < groupCount; i++) {
      var slice = graph.one(new SliceColumns(i * width, (i + 1) * width), x);
      parts[i] = conv(slice, name + "." + i, kernel, stride, channels / groupCount);
      shape = graph.shape(parts[i]);
      parts[i] = graph.reshape(parts[i], -1, shape[3]);
    }
    return graph.reshape(
        graph.one(new ConcatColumns(), parts), shape[0], shape[1], shape[2], channels);
  }

  /** x·W over the last dimension, without bias. */
  public SDVariable linear(SDVariable x, String name, int channels, Initial initial) {
    return graph.one(
        new Linear(),
        x,
        graph.weight(path(name + ".weight"), part, initial, channels(x), channels));
  }

  /** x·W + b over the last dimension; b starts at 0. */
  public SDVariable dense(SDVariable x, String name, int channels, Initial initial) {
    return graph.one(
        new Linear(),
        x,
        graph.weight(path(name + ".weight"), part, initial, channels(x), channels),
        graph.weight(path(name + ".bias"), part + "-bias", new Initial.Value(0), channels));
  }

  /** x·W + b, then ReLU; W starts after Kaiming. */
  public SDVariable denseRelu(SDVariable x, String name, int channels) {
    return relu(dense(x, name, channels, Initial.kaiming(channels(x))));
  }

  /** Convolution with bias. */
  public SDVariable biasedConv(
      SDVariable x, String name, int kernel, int channels, Initial initial) {
    return bias(conv(x, name, kernel, 1, channels, initial), name);
  }

  /** Adds one value to each channel; starts at 0. */
  public SDVariable bias(SDVariable x, String name) {
    return graph.one(
        new AddBias(),
        x,
        graph.weight(path(name + ".bias"), part + "-bias", new Initial.Value(0), channels(x)));
  }

  /** Normalisation of the kind this part uses. */
  public SDVariable normalize(SDVariable x, String name) {
    return normalize(x, name, 1, LINEAR);
  }

  /**
   * Normalisation whose scale starts at 0, so that a residual branch adds nothing at first. A scale
   * that is never trained starts at 1.
   */
  public SDVariable normalizeFromZero(SDVariable x, String name) {
    return normalize(x, name, norm == Norm.FROZEN ? 1 : 0, LINEAR);
  }

  /** Normalisation, then ReLU. */
  public SDVariable normalizeRelu(SDVariable x, String name) {
    return normalize(x, name, 1, 0);
  }

  /** Normalisation, then leaky ReLU of slope 0.1. */
  public SDVariable normalizeLeaky(SDVariable x, String name) {
    return normalize(x, name, 1, LEAK);
  }

  /** Convolution, normalisation, ReLU. */
  public SDVariable convNormRelu(SDVariable x, String name, int kernel, int stride, int channels) {
    return normalizeRelu(conv(x, name + ".conv", kernel, stride, channels), name + ".norm");
  }

  /** Convolution, normalisation, leaky ReLU of slope 0.1: the layer of Darknet. */
  public SDVariable convNormLeaky(SDVariable x, String name, int kernel, int stride, int channels) {
    return normalizeLeaky(conv(x, name + ".conv", kernel, stride, channels), name + ".norm");
  }

  private SDVariable normalize(SDVariable x, String name, double start, double slope) {
    int channels = channels(x);
    boolean fixed = norm == Norm.FROZEN || (norm == Norm.BATCH && !graph.training());
    var scale = affine(name + ".weight", start, channels);
    var shift = affine(name + ".bias", 0, channels);
    if (norm == Norm.GROUP) {
      int count = Math.min(groups, channels);
      while (channels % count != 0) {
        count--;
      }
      return graph.one(new Normalize(count, slope, EPSILON, MOMENTUM, false), x, scale, shift);
    }
    return graph.one(
        new Normalize(0, slope, EPSILON, MOMENTUM, fixed),
        x,
        scale,
        shift,
        graph.buffer(path(name + ".running_mean"), 0, channels),
        graph.buffer(path(name + ".running_var"), 1, channels));
  }

  /** Normalisation of each row of channels by itself, whatever kind this part uses elsewhere. */
  public SDVariable layerNorm(SDVariable x, String name) {
    int channels = channels(x);
    return graph.one(
        new LayerNorm(EPSILON),
        x,
        graph.weight(path(name + ".weight"), part + "-norm", new Initial.Value(1), channels),
        graph.weight(path(name + ".bias"), part + "-norm", new Initial.Value(0), channels));
  }

  private SDVariable affine(String name, double start, int channels) {
    return norm == Norm.FROZEN
        ? graph.buffer(path(name), start, channels)
        : graph.weight(path(name), part + "-norm", new Initial.Value(start), channels);
  }

  /** max(0, x). */
  public SDVariable relu(SDVariable x) {
    return graph.one(new Relu(), x);
  }

  private String path(String name) {
    return part + "." + name;
  }
}
