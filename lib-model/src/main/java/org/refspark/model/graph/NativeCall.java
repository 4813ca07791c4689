package org.refspark.model.graph;

import java.util.Arrays;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/** One libnd4j operation, bound once to its arrays and arguments, to be run many times. */
public final class NativeCall implements Runnable {
  private final DynamicCustomOp op;
  // Made once: Nd4j.exec(op) makes one for each call, which takes longer than small operations.
  private final OpContext context;

  private NativeCall(DynamicCustomOp op, OpContext context) {
    this.op = op;
    this.context = context;
  }

  /** Starts a call of the operation of that name on these inputs. */
  public static Builder of(String name, INDArray... inputs) {
    return new Builder(name, inputs);
  }

  /** Runs calls one after the other. */
  public static Runnable sequence(Runnable... calls) {
    var all = calls.clone();
    return () -> {
      for (var call : all) {
        call.run();
      }
    };
  }

  @Override
  public void run() {
    Nd4j.getExecutioner().exec(op, context);
  }

  /** A call without its outputs yet. */
  public static final class Builder {
    private final String name;
    private final INDArray[] inputs;
    private long[] integers = {};
    private double[] reals = {};
    private long multiplyAdds;

    private Builder(String name, INDArray[] inputs) {
      this.name = name;
      this.inputs = inputs.clone();
    }

    /** Integer arguments, in libnd4j's order. */
    public Builder integers(long... values) {
      this.integers = values.clone();
      return this;
    }

    /** Floating-point arguments, in libnd4j's order. */
    public Builder reals(double... values) {
      this.reals = values.clone();
      return this;
    }

    /** How many multiply-adds it is; without it, the work is to read and write each value once. */
    public Builder multiplyAdds(long count) {
      this.multiplyAdds = count;
      return this;
    }

    /** Binds the outputs. */
    public Runnable into(INDArray... outputs) {
      var op = new DynamicCustomOp(name, inputs, outputs);
      var context = Nd4j.getExecutioner().buildContext();
      context.setIArguments(integers);
      context.setTArguments(reals);
      context.setInputArrays(inputs);
      context.setOutputArrays(outputs);
      var call = new NativeCall(op, context);
      long values =
          Stream.of(inputs, outputs).flatMap(Arrays::stream).mapToLong(INDArray::length).sum();
      return multiplyAdds > 0
          ? NativeThreads.forMultiplyAdds(multiplyAdds, call)
          : NativeThreads.forValues(values, call);
    }
  }
}
