package org.refspark.model.graph;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** One libnd4j operation, bound once to its arrays and arguments, to be run many times. */
public final class NativeCall implements Runnable {
  private final DynamicCustomOp op;

  private NativeCall(DynamicCustomOp op) {
    this.op = op;
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
    Nd4j.exec(op);
  }

  /** A call without its outputs yet. */
  public static final class Builder {
    private final String name;
    private final INDArray[] inputs;
    private long[] integers = {};
    private double[] reals = {};

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

    /** Binds the outputs. */
    public NativeCall into(INDArray... outputs) {
      var op = new DynamicCustomOp(name, inputs, outputs);
      op.addIArgument(integers);
      op.addTArgument(reals);
      return new NativeCall(op);
    }
  }
}
