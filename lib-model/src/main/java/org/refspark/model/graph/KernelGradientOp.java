package org.refspark.model.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/**
 * The gradient of a {@link KernelOp}; its arguments are what the kernel says it reads, then the
 * known gradients.
 */
final class KernelGradientOp extends DynamicCustomOp {
  private final KernelOp forward;
  private final boolean[] known;
  private final boolean[] wanted;
  private final int outputs;

  KernelGradientOp(SameDiff graph, KernelOp forward, List<SDVariable> gradients, boolean[] wanted) {
    super(forward.kernel().name() + "_gradient");
    this.sameDiff = graph;
    setOwnName(graph.getOpName(opName()));
    graph.addArgsFor(arguments(forward, gradients), this);
    this.forward = forward;
    this.known = new boolean[gradients.size()];
    for (int i = 0; i < known.length; i++) {
      known[i] = gradients.get(i) != null;
    }
    this.wanted = wanted.clone();
    int count = 0;
    for (boolean want : wanted) {
      count += want ? 1 : 0;
    }
    this.outputs = count;
  }

  private static SDVariable[] arguments(KernelOp forward, List<SDVariable> gradients) {
    var all = new ArrayList<SDVariable>();
    if (forward.kernel().reads().inputs()) {
      Collections.addAll(all, forward.args());
    }
    if (forward.kernel().reads().outputs()) {
      Collections.addAll(all, forward.outputVariables());
    }
    for (var gradient : gradients) {
      if (gradient != null) {
        all.add(gradient);
      }
    }
    return all.toArray(SDVariable[]::new);
  }

  KernelOp forward() {
    return forward;
  }

  /** Which outputs of the forward op have a gradient among the arguments. */
  boolean[] known() {
    return known.clone();
  }

  /** Which inputs of the forward op this op writes a gradient for. */
  boolean[] wanted() {
    return wanted.clone();
  }

  @Override
  public int getNumOutputs() {
    return outputs;
  }

  @Override
  public List<DataType> calculateOutputDataTypes(List<DataType> inputs) {
    return Collections.nCopies(outputs, DataType.FLOAT);
  }
}
