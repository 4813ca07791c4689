package org.refspark.model.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A SameDiff graph under construction, in training or in inference mode. Shapes are fixed and known
 * as soon as an op is added. Several graphs may share one set of {@link Parameters}: the same name
 * is the same weight.
 */
public final class Graph {
  private final SameDiff sameDiff = SameDiff.create();
  private final Parameters parameters;
  private final boolean training;
  private final Map<String, long[]> shapes = new LinkedHashMap<>();
  private final Map<String, SDVariable> inputs = new LinkedHashMap<>();
  private final Map<String, SDVariable> weights = new LinkedHashMap<>();
  private final StepSeed seed = new StepSeed();

  private Graph(Parameters parameters, boolean training) {
    this.parameters = parameters;
    this.training = training;
  }

  /** A graph that learns: dropout drops, batch statistics are taken from the batch. */
  public static Graph forTraining(Parameters parameters) {
    return new Graph(parameters, true);
  }

  /** A graph that only answers. */
  public static Graph forInference(Parameters parameters) {
    return new Graph(parameters, false);
  }

  /** Whether this graph learns. */
  public boolean training() {
    return training;
  }

  /** The seed of the step that runs now, for kernels that draw random numbers. */
  public StepSeed seed() {
    return seed;
  }

  /** An array given at every run. */
  public SDVariable input(String name, long... shape) {
    var variable = sameDiff.placeHolder(name, DataType.FLOAT, shape);
    shapes.put(name, shape.clone());
    inputs.put(name, variable);
    return variable;
  }

  /** A trainable array; see {@link Parameters#declare}. */
  public SDVariable weight(String name, String group, Initial initial, long... shape) {
    parameters.declare(name, group, initial, shape);
    return parameter(name, shape);
  }

  /** An array that is kept and averaged but not trained, such as a running mean. */
  public SDVariable buffer(String name, double value, long... shape) {
    parameters.declareBuffer(name, value, shape);
    return parameter(name, shape);
  }

  private SDVariable parameter(String name, long[] shape) {
    return weights.computeIfAbsent(
        name,
        n -> {
          shapes.put(n, shape.clone());
          return sameDiff.placeHolder(n, DataType.FLOAT, shape);
        });
  }

  /** The trainable weights so far. */
  public List<SDVariable> trainable() {
    return weights.values().stream().filter(w -> parameters.trainable(w.name())).toList();
  }

  /** The trainable weights of another graph on the same parameters, as variables of this one. */
  public List<SDVariable> shared(Graph other) {
    return other.trainable().stream().map(w -> parameter(w.name(), other.shape(w))).toList();
  }

  /** Adds an operation; its outputs in order. */
  public SDVariable[] apply(Kernel kernel, SDVariable... in) {
    var inputShapes = Arrays.stream(in).map(this::shape).toArray(long[][]::new);
    var outputShapes = kernel.shapes(inputShapes);
    var outputs = new KernelOp(sameDiff, kernel, outputShapes.length, in).outputVariables();
    for (int i = 0; i < outputs.length; i++) {
      shapes.put(outputs[i].name(), outputShapes[i]);
    }
    return outputs;
  }

  /** Adds an operation of one output. */
  public SDVariable one(Kernel kernel, SDVariable... in) {
    return apply(kernel, in)[0];
  }

  /** The sum of variables of one shape. */
  public SDVariable sum(SDVariable... terms) {
    return one(new Sum(), terms);
  }

  /** The same values under another shape; one dimension may be −1. */
  public SDVariable reshape(SDVariable x, long... shape) {
    return one(new Reshape(shape), x);
  }

  /** The shape of a variable of this graph. */
  public long[] shape(SDVariable variable) {
    var shape = shapes.get(variable.name());
    if (shape == null) {
      throw new IllegalArgumentException(variable.name() + " is not a variable of this graph");
    }
    return shape.clone();
  }

  /**
   * Adds the gradients of a scalar loss for every trainable weight of this graph that it depends
   * on.
   *
   * @param loss of shape [1]
   * @return gradient by the weight's name
   */
  public Map<String, SDVariable> gradients(SDVariable loss) {
    return ReversePass.gradients(this, loss, trainable().stream().map(SDVariable::name).toList());
  }

  /**
   * As {@link #gradients(SDVariable)}, for the named inputs and weights: what gradient checks look
   * at.
   */
  public Map<String, SDVariable> gradients(SDVariable loss, List<String> names) {
    return ReversePass.gradients(this, loss, names);
  }

  List<SDVariable> gradients(KernelOp op, List<SDVariable> gradients, boolean[] wanted) {
    if (op.kernel() instanceof Sum) {
      var same = new ArrayList<SDVariable>();
      for (boolean want : wanted) {
        same.add(want ? gradients.get(0) : null);
      }
      return same;
    }
    if (op.kernel().view()) {
      return List.of(one(new Reshape(shape(op.arg(0))), gradients.get(0)));
    }
    var result = op.gradients(gradients, wanted);
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i]) {
        shapes.put(result.get(i).name(), shape(op.arg(i)));
      }
    }
    return result;
  }

  SameDiff sameDiff() {
    return sameDiff;
  }

  Parameters parameters() {
    return parameters;
  }

  Map<String, SDVariable> inputs() {
    return inputs;
  }

  boolean isParameter(String name) {
    return weights.containsKey(name);
  }
}
