package org.refspark.model.graph;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.ParameterLayout;

/**
 * Compares the gradients of a network with central differences. The loss is Σ out·R with fixed
 * random R, and each difference is summed in double from the outputs, so that only the rounding of
 * single outputs is left. Every input and every trainable weight is checked, at all values or at a
 * sample of them. Inputs start at random values in ±1; weights at their own start values, moved by
 * as much as 0.3.
 */
public final class GradientCheck {
  private static final long SEED = 20240229;

  /** Adds a network to a graph. */
  public interface Network {
    /** The variable whose gradient is checked. */
    SDVariable build(Graph graph);
  }

  private final Network network;
  private final Map<String, float[]> given = new LinkedHashMap<>();
  private final List<String> constants = new ArrayList<>();
  private double step = 1e-2;
  private double tolerance = 2e-3;
  private int sample = 150;
  private boolean along;
  private SDVariable out;
  private WeightedTotal total;
  private Plan forward;

  private GradientCheck(Network network) {
    this.network = network;
  }

  /** A check of that network. */
  public static GradientCheck of(Network network) {
    return new GradientCheck(network);
  }

  /** Starts an input or weight at these values. */
  public GradientCheck given(String name, float... values) {
    given.put(name, values.clone());
    return this;
  }

  /** Holds an input that wants no gradient at these values. */
  public GradientCheck constant(String name, float... values) {
    constants.add(name);
    return given(name, values);
  }

  /** Sets half the distance of the two points of a difference; 0.01 unless told. */
  public GradientCheck step(double distance) {
    this.step = distance;
    return this;
  }

  /** Sets how many values of each array are tried; 150 unless told. */
  public GradientCheck sample(int values) {
    this.sample = values;
    return this;
  }

  /** Sets the error allowed, relative to the array's largest gradient; 0.002 unless told. */
  public GradientCheck tolerance(double relative) {
    this.tolerance = relative;
    return this;
  }

  /**
   * Compares one difference for each array, along its own gradient, with the gradient's length: for
   * networks of ReLUs, whose kinks and rounding put single values' differences off by per cents.
   */
  public GradientCheck along() {
    this.along = true;
    return this;
  }

  /**
   * Fails where a gradient differs from its difference, where one is missing though the network
   * depends on the array, and where one is there though nothing depends on it.
   */
  public void passes() {
    var parameters = new Parameters();
    var graph = Graph.forTraining(parameters);
    out = network.build(graph);
    total = WeightedTotal.random(Shapes.length(graph.shape(out)), SEED);
    parameters.allocate(SEED);
    var names = names(graph, parameters);
    var gradients = graph.gradients(graph.one(total, out), names);
    forward = Plan.of(graph, List.of(out));
    var arrays = start(graph, parameters);
    var inputs = new LinkedHashMap<String, INDArray>();
    graph.inputs().keySet().forEach(name -> inputs.put(name, arrays.get(name)));
    var backward = Plan.of(graph, List.copyOf(gradients.values()), inputs);
    backward.run();
    for (var name : names) {
      var gradient = gradients.get(name);
      var values = gradient == null ? null : HostArray.copy(backward.array(gradient));
      if (along && values != null) {
        compareAlong(name, arrays.get(name), values);
      } else {
        compare(name, arrays.get(name), values);
      }
    }
  }

  private List<String> names(Graph graph, Parameters parameters) {
    var names = new ArrayList<>(graph.inputs().keySet());
    parameters.layout().slots().stream()
        .filter(ParameterLayout.Slot::trainable)
        .forEach(slot -> names.add(slot.name()));
    names.removeAll(constants);
    return names;
  }

  private Map<String, INDArray> start(Graph graph, Parameters parameters) {
    var arrays = new LinkedHashMap<String, INDArray>();
    graph.inputs().forEach((name, input) -> arrays.put(name, forward.array(input)));
    for (var slot : parameters.layout().slots()) {
      if (slot.trainable()) {
        arrays.put(slot.name(), parameters.array(slot.name()));
      }
    }
    var random = new Random(SEED);
    arrays.forEach(
        (name, array) -> {
          boolean input = graph.inputs().containsKey(name);
          var values = HostArray.copy(array);
          for (int i = 0; i < values.length; i++) {
            float noise = random.nextFloat() * 2 - 1;
            values[i] = input ? noise : values[i] + 0.3f * noise;
          }
          HostArray.write(array, given.getOrDefault(name, values));
        });
    return arrays;
  }

  private void compare(String name, INDArray array, float[] gradient) {
    int[] at = positions(Math.toIntExact(array.length()));
    var differences = new double[at.length];
    for (int k = 0; k < at.length; k++) {
      differences[k] = difference(array, at[k]);
    }
    double largest = Arrays.stream(differences).map(Math::abs).max().orElse(0);
    if ((largest == 0) != (gradient == null)) {
      fail(
          "the network %s on %s, which has %s gradient"
              .formatted(
                  largest == 0 ? "does not depend" : "depends",
                  name,
                  gradient == null ? "no" : "a"));
    }
    if (gradient == null) {
      return;
    }
    for (int k = 0; k < at.length; k++) {
      double error = Math.abs(gradient[at[k]] - differences[k]);
      if (!(error <= tolerance * largest)) {
        fail(
            "gradient of %s%s at %d is %.6g, the difference gives %.6g (largest %.6g)"
                .formatted(
                    name,
                    Arrays.toString(array.shape()),
                    at[k],
                    gradient[at[k]],
                    differences[k],
                    largest));
      }
    }
  }

  private void compareAlong(String name, INDArray array, float[] gradient) {
    double squares = 0;
    for (float value : gradient) {
      squares += (double) value * value;
    }
    double length = Math.sqrt(squares);
    // A kink between two points puts their difference off, whatever the gradient; a wrong gradient
    // puts all of them off.
    double nearest = Double.NaN;
    for (double factor : new double[] {1, 3, 1.0 / 3}) {
      double slope = slopeAlong(array, gradient, length, factor * step);
      if (!(Math.abs(slope - length) >= Math.abs(nearest - length))) {
        nearest = slope;
      }
    }
    if (!(length > 0 && Math.abs(nearest - length) <= tolerance * length)) {
      fail(
          "the gradient of %s%s has length %.6g, the difference along it gives %.6g"
              .formatted(name, Arrays.toString(array.shape()), length, nearest));
    }
  }

  /** The difference along a gradient where every value moves by about that much. */
  private double slopeAlong(INDArray array, float[] gradient, double length, double move) {
    double distance = move * Math.sqrt(gradient.length);
    var middle = HostArray.copy(array);
    var above = outputs(array, moved(middle, gradient, distance / length));
    var below = outputs(array, moved(middle, gradient, -distance / length));
    HostArray.write(array, middle);
    return total.difference(above, below) / (2 * distance);
  }

  private static float[] moved(float[] from, float[] direction, double factor) {
    var values = from.clone();
    for (int i = 0; i < values.length; i++) {
      values[i] += (float) (factor * direction[i]);
    }
    return values;
  }

  private int[] positions(int length) {
    var random = new Random(SEED + length);
    return length <= sample
        ? IntStream.range(0, length).toArray()
        : random.ints(0, length).distinct().limit(sample).toArray();
  }

  private double difference(INDArray array, int at) {
    var values = HostArray.copy(array);
    float middle = values[at];
    float high = (float) (middle + step);
    float low = (float) (middle - step);
    var above = outputs(array, values, at, high);
    var below = outputs(array, values, at, low);
    values[at] = middle;
    HostArray.write(array, values);
    return total.difference(above, below) / ((double) high - low);
  }

  private float[] outputs(INDArray array, float[] values, int at, float value) {
    values[at] = value;
    return outputs(array, values);
  }

  private float[] outputs(INDArray array, float[] values) {
    HostArray.write(array, values);
    forward.run();
    return HostArray.copy(forward.array(out));
  }
}
