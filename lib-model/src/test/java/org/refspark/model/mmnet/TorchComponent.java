package org.refspark.model.mmnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.OracleCase;
import org.refspark.model.OracleCase.Tensor;
import org.refspark.model.ParameterLayout;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.Plan;
import org.refspark.model.graph.WeightedTotal;
import org.refspark.model.nn.Maps;

/**
 * A part of the network beside a known answer of PyTorch: weights come under the known answer's
 * names and in its layouts, and so do expected gradients.
 */
final class TorchComponent {
  private static final String GRADIENTS = "grad_weights.safetensors";
  private static final double RELATIVE = 1e-4;

  private final OracleCase oracle;
  private final UnaryOperator<String> names;
  private final Map<SDVariable, float[]> given = new LinkedHashMap<>();
  private final List<String> inputs = new ArrayList<>();
  private final Map<String, float[]> weightGradients = new LinkedHashMap<>();
  final Parameters parameters = new Parameters();
  final Graph graph = Graph.forInference(parameters);
  private Plan plan;
  private Map<String, SDVariable> gradients;

  /**
   * A part.
   *
   * @param names the known answer's name of a weight of ours
   */
  TorchComponent(OracleCase oracle, UnaryOperator<String> names) {
    this.oracle = oracle;
    this.names = names;
  }

  /** An input that is a map, {@code [N, C, H, W]} in the file. */
  SDVariable map(String name) {
    int[] shape = oracle.shape("inputs/" + name + ".npy");
    var stored = oracle.floats("inputs/" + name + ".npy");
    return input(
        name,
        Maps.channelsLast(stored, shape[0], shape[1]),
        shape[0],
        shape[2],
        shape[3],
        shape[1]);
  }

  /** An input as it is in the file. */
  SDVariable rows(String name) {
    var shape = Arrays.stream(oracle.shape("inputs/" + name + ".npy")).asLongStream().toArray();
    return input(name, oracle.floats("inputs/" + name + ".npy"), shape);
  }

  /** An input of these values. */
  SDVariable input(String name, float[] values, long... shape) {
    inputs.add(name);
    return constant(name, values, shape);
  }

  /** An input whose gradient is not asked for. */
  SDVariable constant(String name, float[] values, long... shape) {
    var variable = graph.input(name, shape);
    given.put(variable, values);
    return variable;
  }

  /** Runs the part; the gradients are those of Σ out·factors. */
  void run(SDVariable out, float[] factors, SDVariable... more) {
    var loss = graph.one(new WeightedTotal(factors), out);
    parameters.allocate(1);
    var weights = oracle.weights("weights.safetensors");
    var trainable = new ArrayList<String>();
    for (var slot : parameters.layout().slots()) {
      HostArray.write(parameters.array(slot.name()), ours(slot, weights));
      if (slot.trainable()) {
        trainable.add(slot.name());
      }
    }
    var wanted = new ArrayList<>(inputs);
    wanted.addAll(trainable);
    gradients = graph.gradients(loss, wanted);
    var outputs = new ArrayList<>(gradients.values());
    outputs.addAll(List.of(more));
    outputs.add(out);
    plan = Plan.of(graph, outputs);
    given.forEach((variable, values) -> HostArray.write(plan.array(variable), values));
    plan.run();
    for (var name : trainable) {
      assertNotNull(gradients.get(name), () -> name + " has no gradient");
      weightGradients.put(name, values(gradients.get(name)));
    }
  }

  float[] values(SDVariable variable) {
    return HostArray.copy(plan.array(variable));
  }

  float[] gradient(String input) {
    return values(gradients.get(input));
  }

  /** The gradient of an input that is a map, channels first. */
  float[] mapGradient(String input) {
    var shape = oracle.shape("inputs/" + input + ".npy");
    return Maps.channelsFirst(gradient(input), shape[0], shape[1]);
  }

  /** Adds the gradients of weights of the same part on other samples. */
  void addGradients(TorchComponent other) {
    other.weightGradients.forEach(
        (name, gradient) -> {
          var sum = weightGradients.get(name);
          for (int i = 0; i < sum.length; i++) {
            sum[i] += gradient[i];
          }
        });
  }

  /** The gradients of all weights are as expected. */
  void assertWeightGradients(String prefix) {
    var file = "outputs/" + prefix + GRADIENTS;
    var expected = oracle.weights(file);
    var tolerances = oracle.description().path("files").path(file).path("suggested_atol");
    for (var slot : parameters.layout().slots()) {
      if (slot.trainable()) {
        double absolute = tolerances.path(source(slot)).asDouble();
        assertEquals(true, absolute > 0, () -> "no tolerance of " + source(slot));
        var want = ours(slot, expected);
        var got = weightGradients.get(slot.name());
        for (int i = 0; i < want.length; i++) {
          assertEquals(
              want[i], got[i], absolute + RELATIVE * Math.abs(want[i]), slot.name() + " at " + i);
        }
      }
    }
  }

  /** The tensor that holds a weight of ours. */
  private String source(ParameterLayout.Slot slot) {
    return names
        .apply(slot.name())
        .replaceFirst("(attn|mhsa)\\.[qkv]_proj\\.(weight|bias)$", "$1.in_proj_$2");
  }

  private float[] ours(ParameterLayout.Slot slot, Map<String, Tensor> tensors) {
    var name = names.apply(slot.name());
    var tensor = tensors.get(source(slot));
    assertNotNull(tensor, () -> slot.name() + " is not among " + tensors.keySet());
    int rows = tensor.shape()[0];
    var all = tensor.values();
    int third = "qkv".indexOf(name.replaceFirst(".*\\.([qkv])_proj\\.(weight|bias)$", "$1"));
    if (name.matches(".*\\.[qkv]_proj\\.(weight|bias)$")) {
      rows /= 3;
      int length = all.length / 3;
      all = Arrays.copyOfRange(all, third * length, (third + 1) * length);
    }
    if (name.startsWith("txt.") || name.startsWith("W_p.")) {
      all = tapsOutside(all, rows);
    }
    if (tensor.shape().length == 4) {
      all = Maps.kernelLast(all, tensor.shape()[0], tensor.shape()[1]);
    } else if (tensor.shape().length == 2 && name.endsWith("weight")) {
      all = Maps.transposed(all, rows);
    }
    assertEquals(slot.length(), all.length, slot.name());
    return all;
  }

  /** Rows of kernels, a channel's nine taps together, with a tap's channels together instead. */
  static float[] tapsOutside(float[] values, int rows) {
    int width = values.length / rows;
    int channels = (rows - 1) / 9;
    var result = values.clone();
    for (int c = 0; c < channels; c++) {
      for (int tap = 0; tap < 9; tap++) {
        System.arraycopy(
            values, (c * 9 + tap) * width, result, (tap * channels + c) * width, width);
      }
    }
    return result;
  }
}
