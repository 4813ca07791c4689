package org.refspark.model.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Gradients within the same graph: walks the ops backwards and adds each op's gradient op.
 * SameDiff's own gradient function copies the graph through serialisation, which loses ops written
 * in Java and takes longer to run.
 */
final class ReversePass {
  private final Graph graph;
  private final Map<String, List<SDVariable>> contributions = new HashMap<>();

  private ReversePass(Graph graph) {
    this.graph = graph;
  }

  /**
   * Adds the gradients of a scalar.
   *
   * @param loss of shape [1]
   * @param parameters names of the variables wanted
   * @return gradient by name; a parameter that the loss does not depend on is absent
   */
  static Map<String, SDVariable> gradients(Graph graph, SDVariable loss, List<String> parameters) {
    return new ReversePass(graph).run(loss, parameters);
  }

  private Map<String, SDVariable> run(SDVariable loss, List<String> parameters) {
    var ops = Arrays.stream(graph.sameDiff().ops()).map(KernelOp.class::cast).toList();
    var dependent = dependents(ops, parameters);
    contributions.put(loss.name(), List.of(graph.apply(new Constant("one", 1), loss)[0]));
    for (int i = ops.size() - 1; i >= 0; i--) {
      differentiate(ops.get(i), dependent);
    }
    var result = new LinkedHashMap<String, SDVariable>();
    var given = new HashSet<String>();
    for (var name : parameters) {
      var gradient = total(name);
      if (gradient != null) {
        // The terms of a sum have one gradient; each gets an array that can be bound to its place.
        result.put(name, given.add(gradient.name()) ? gradient : graph.sum(gradient));
      }
    }
    return result;
  }

  private static Set<String> dependents(List<KernelOp> ops, List<String> parameters) {
    var dependent = new HashSet<String>(parameters);
    for (var op : ops) {
      var wanted = wanted(op, dependent);
      if (IntStream.range(0, wanted.length).anyMatch(i -> wanted[i])) {
        for (var output : op.outputVariables()) {
          dependent.add(output.name());
        }
      }
    }
    return dependent;
  }

  private static boolean[] wanted(KernelOp op, Set<String> dependent) {
    var args = op.args();
    var wanted = new boolean[args.length];
    for (int i = 0; i < args.length; i++) {
      wanted[i] = op.kernel().differentiable(i) && dependent.contains(args[i].name());
    }
    return wanted;
  }

  private void differentiate(KernelOp op, Set<String> dependent) {
    var outputs = op.outputVariables();
    var gradients = new ArrayList<SDVariable>();
    boolean any = false;
    for (var output : outputs) {
      var gradient = total(output.name());
      gradients.add(gradient);
      any |= gradient != null;
    }
    var args = op.args();
    var wanted = wanted(op, dependent);
    if (!any || IntStream.range(0, wanted.length).noneMatch(i -> wanted[i])) {
      return;
    }
    var inputs = graph.gradients(op, gradients, wanted);
    for (int i = 0; i < args.length; i++) {
      if (wanted[i]) {
        contributions.computeIfAbsent(args[i].name(), n -> new ArrayList<>()).add(inputs.get(i));
      }
    }
  }

  private SDVariable total(String name) {
    var all = contributions.get(name);
    if (all == null) {
      return null;
    }
    if (all.size() == 1) {
      return all.get(0);
    }
    var sum = graph.apply(new Sum(), all.toArray(SDVariable[]::new))[0];
    contributions.put(name, List.of(sum));
    return sum;
  }
}
