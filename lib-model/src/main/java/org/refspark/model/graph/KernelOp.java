package org.refspark.model.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/** A {@link Kernel} as an op of a SameDiff graph, in its forward direction. */
final class KernelOp extends DynamicCustomOp {
  private final Kernel kernel;
  private final int outputs;

  KernelOp(SameDiff graph, Kernel kernel, int outputs, SDVariable... inputs) {
    super(kernel.name());
    this.kernel = kernel;
    this.outputs = outputs;
    // The constructor that takes a graph asks for the name before any field is set.
    this.sameDiff = graph;
    setOwnName(graph.getOpName(kernel.name()));
    graph.addArgsFor(inputs, this);
  }

  Kernel kernel() {
    return kernel;
  }

  @Override
  public int getNumOutputs() {
    return outputs;
  }

  @Override
  public List<DataType> calculateOutputDataTypes(List<DataType> inputs) {
    return Collections.nCopies(outputs, DataType.FLOAT);
  }

  @Override
  public List<SDVariable> doDiff(List<SDVariable> gradients) {
    var wanted = new boolean[args().length];
    java.util.Arrays.fill(wanted, true);
    return gradients(gradients, wanted);
  }

  /**
   * Adds the gradient op.
   *
   * @param gradients of the outputs, null where nothing depends on one
   * @param wanted which inputs want a gradient
   * @return gradients of the inputs, null where none is wanted
   */
  List<SDVariable> gradients(List<SDVariable> gradients, boolean[] wanted) {
    var op = new KernelGradientOp(sameDiff, this, gradients, wanted);
    var variables = op.outputVariables();
    var result = new ArrayList<SDVariable>();
    int next = 0;
    for (boolean want : wanted) {
      result.add(want ? variables[next++] : null);
    }
    return result;
  }
}
