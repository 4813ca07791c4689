package org.refspark.model.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.refspark.model.Work;

/**
 * A graph made ready to run: the ops that the wanted outputs need, in order, each bound to its
 * arrays. All arrays are allocated when the plan is made and reused at every run; an array whose
 * last reader has run gives its memory to a later one.
 */
public final class Plan {
  private record Step(String name, Runnable program) {}

  private final Graph graph;
  private final ArrayPool pool;
  private final Map<String, INDArray> arrays = new HashMap<>();
  private final Map<String, INDArray> buffers = new HashMap<>();
  private final Map<String, String> roots = new HashMap<>();
  private final List<Step> steps = new ArrayList<>();
  private long inputValues;
  private long multiplyAdds;
  private Work.Listener listener;

  private Plan(Graph graph, ArrayPool pool) {
    this.graph = graph;
    this.pool = pool;
  }

  /**
   * Makes a plan.
   *
   * @param outputs variables whose values are wanted
   */
  public static Plan of(Graph graph, List<SDVariable> outputs) {
    return of(graph, outputs, Map.of());
  }

  /**
   * Makes a plan in which some variables are bound to arrays of the caller: inputs that another
   * plan has computed, or outputs that should land in a certain place.
   *
   * @param outputs variables whose values are wanted
   * @param bound arrays by the variable's name, of the variable's shape
   */
  public static Plan of(Graph graph, List<SDVariable> outputs, Map<String, INDArray> bound) {
    return of(graph, outputs, bound, ArrayPool.ofLikeSizes());
  }

  /**
   * Makes a plan whose memory is that of other plans too: what one has computed is gone when the
   * next one runs, but for bound arrays.
   *
   * @param outputs variables whose values are wanted
   * @param bound arrays by the variable's name, of the variable's shape
   * @param pool of all these plans
   */
  public static Plan of(
      Graph graph, List<SDVariable> outputs, Map<String, INDArray> bound, ArrayPool pool) {
    var plan = new Plan(graph, pool);
    plan.arrays.putAll(bound);
    plan.build(outputs.stream().map(SDVariable::name).toList());
    plan.buffers.values().forEach(pool::release);
    return plan;
  }

  private void build(List<String> outputs) {
    var ops = needed(outputs);
    var lastUse = lastUses(ops, outputs);
    for (int i = 0; i < ops.size(); i++) {
      var op = ops.get(i);
      var in = Arrays.stream(op.args()).map(arg -> array(arg.name())).toArray(INDArray[]::new);
      if (op instanceof KernelOp forward && forward.kernel().view()) {
        bindView(forward, in[0]);
      } else {
        if (op instanceof KernelOp forward) {
          overwrite(forward, i, lastUse);
        }
        bind(op, in);
      }
      releaseAfter(op, i, lastUse);
    }
  }

  /** The ops that the outputs need, in the graph's order. */
  private List<DynamicCustomOp> needed(List<String> outputs) {
    var wanted = new HashSet<String>(outputs);
    var all = graph.sameDiff().ops();
    var result = new ArrayList<DynamicCustomOp>();
    for (int i = all.length - 1; i >= 0; i--) {
      var op = (DynamicCustomOp) all[i];
      if (Arrays.stream(op.outputVariables()).anyMatch(v -> wanted.contains(v.name()))) {
        result.add(0, op);
        Arrays.stream(op.args()).forEach(arg -> wanted.add(arg.name()));
      }
    }
    return result;
  }

  /**
   * For each buffer, by its root variable, the last step that touches it; outputs are kept for
   * ever.
   */
  private Map<String, Integer> lastUses(List<DynamicCustomOp> ops, List<String> outputs) {
    var last = new HashMap<String, Integer>();
    for (int i = 0; i < ops.size(); i++) {
      var op = ops.get(i);
      if (op instanceof KernelOp forward && forward.kernel().view()) {
        roots.put(op.outputVariables()[0].name(), root(op.arg(0).name()));
      }
      for (var arg : op.args()) {
        last.put(root(arg.name()), i);
      }
      for (var output : op.outputVariables()) {
        last.merge(root(output.name()), i, Math::max);
      }
    }
    outputs.forEach(output -> last.put(root(output), Integer.MAX_VALUE));
    return last;
  }

  private String root(String name) {
    return roots.getOrDefault(name, name);
  }

  private INDArray array(String name) {
    return arrays.computeIfAbsent(
        name,
        n ->
            graph.isParameter(n)
                ? graph.parameters().array(n)
                : graph.inputs().containsKey(n)
                    ? input(graph.shape(graph.inputs().get(n)))
                    : missing(n));
  }

  private static INDArray missing(String name) {
    throw new IllegalStateException("variable " + name + " is used before it is computed");
  }

  /** Memory of its own: an input is filled before the run, when every pooled buffer may be free. */
  private INDArray input(long[] shape) {
    inputValues += Shapes.length(shape);
    return HostArray.zeros(shape);
  }

  private INDArray pooled(String name, long[] shape) {
    var buffer = pool.take(Shapes.length(shape));
    buffers.put(name, buffer);
    return Shapes.view(buffer, 0, shape);
  }

  /** Gives an op's first output the memory of an input that nothing reads any more. */
  private void overwrite(KernelOp op, int index, Map<String, Integer> lastUse) {
    var output = op.outputVariables()[0];
    int candidates = Math.min(op.kernel().overwritable(), op.args().length);
    for (int i = 0; i < candidates && !arrays.containsKey(output.name()); i++) {
      var input = root(op.arg(i).name());
      boolean last = lastUse.get(input) == index && buffers.containsKey(input);
      boolean once =
          Arrays.stream(op.args()).filter(a -> root(a.name()).equals(input)).count() == 1;
      if (last && once) {
        var buffer = buffers.remove(input);
        buffers.put(output.name(), buffer);
        arrays.put(output.name(), Shapes.view(buffer, 0, graph.shape(output)));
      }
    }
  }

  private void bindView(KernelOp op, INDArray in) {
    var output = op.outputVariables()[0];
    var view = Shapes.view(in, 0, graph.shape(output));
    var bound = arrays.putIfAbsent(output.name(), view);
    if (bound != null) {
      steps.add(new Step("copy", () -> bound.assign(view)));
    }
  }

  private void bind(DynamicCustomOp op, INDArray[] in) {
    var out = new ArrayList<INDArray>();
    for (var output : op.outputVariables()) {
      out.add(arrays.computeIfAbsent(output.name(), n -> pooled(n, graph.shape(output))));
    }
    var outputs = out.toArray(INDArray[]::new);
    var inputShapes = Arrays.stream(in).map(INDArray::shape).toArray(long[][]::new);
    if (op instanceof KernelOp forward) {
      var scratch = scratch(forward.kernel().forwardScratch(inputShapes));
      multiplyAdds += forward.kernel().multiplyAdds(inputShapes);
      steps.add(new Step(op.opName(), forward.kernel().forward(in, outputs, scratch)));
    } else {
      steps.add(new Step(op.opName(), gradient((KernelGradientOp) op, in, outputs)));
    }
  }

  private Runnable gradient(KernelGradientOp op, INDArray[] given, INDArray[] outputs) {
    var forward = op.forward();
    var reads = forward.kernel().reads();
    int next = 0;
    INDArray[] in = null;
    INDArray[] out = null;
    if (reads.inputs()) {
      in = Arrays.copyOfRange(given, next, next + forward.args().length);
      next += in.length;
    }
    if (reads.outputs()) {
      out = Arrays.copyOfRange(given, next, next + forward.outputVariables().length);
      next += out.length;
    }
    var known = op.known();
    var gradOut = new INDArray[known.length];
    for (int i = 0; i < known.length; i++) {
      gradOut[i] = known[i] ? given[next++] : null;
    }
    var wanted = op.wanted();
    var gradIn = new INDArray[wanted.length];
    int written = 0;
    for (int i = 0; i < wanted.length; i++) {
      gradIn[i] = wanted[i] ? outputs[written++] : null;
    }
    var inputShapes = Arrays.stream(forward.args()).map(graph::shape).toArray(long[][]::new);
    var scratch = scratch(forward.kernel().backwardScratch(inputShapes));
    return forward.kernel().backward(in, out, gradOut, gradIn, scratch);
  }

  /** Temporary arrays; their buffers are free again as soon as the op has run. */
  private INDArray[] scratch(long[][] shapes) {
    var taken = new ArrayList<INDArray>();
    var arrays = new INDArray[shapes.length];
    for (int i = 0; i < shapes.length; i++) {
      var buffer = pool.take(Shapes.length(shapes[i]));
      taken.add(buffer);
      arrays[i] = Shapes.view(buffer, 0, shapes[i]);
    }
    taken.forEach(pool::release);
    return arrays;
  }

  private void releaseAfter(DynamicCustomOp op, int index, Map<String, Integer> lastUse) {
    Set<String> touched = new HashSet<>();
    Arrays.stream(op.args()).forEach(arg -> touched.add(root(arg.name())));
    Arrays.stream(op.outputVariables()).forEach(output -> touched.add(root(output.name())));
    touched.stream()
        .sorted()
        .filter(name -> lastUse.get(name) == index)
        .map(buffers::remove)
        .filter(buffer -> buffer != null)
        .forEach(pool::release);
  }

  /** Runs every step once. */
  public void run() {
    for (var step : steps) {
      long start = System.nanoTime();
      try {
        step.program().run();
      } catch (RuntimeException e) {
        throw new IllegalStateException("step " + step.name() + " failed: " + e.getMessage(), e);
      }
      if (listener != null) {
        listener.ran(step.name(), System.nanoTime() - start);
      }
    }
  }

  /** Reports each step's time to a listener from now on; null stops it. */
  public void listen(Work.Listener stepListener) {
    this.listener = stepListener;
  }

  /** The array of an input, to be filled before a run, or of an output, to be read after it. */
  public INDArray array(SDVariable variable) {
    return array(variable.name());
  }

  /** Multiply-adds of the forward direction. */
  public long multiplyAdds() {
    return multiplyAdds;
  }

  /** Bytes that the plan holds beside the weights. */
  public long bytes() {
    return (pool.allocated() + inputValues) * Float.BYTES;
  }
}
