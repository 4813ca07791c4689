package org.refspark.jobs.train;

import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.refspark.model.ParameterLayout;
import org.refspark.model.Trainer;
import org.refspark.model.optim.Optimizer;

/** Builds toy trainers. */
record ToyFactory(Kind kind, double rate, double dropout) implements TrainerFactory {
  enum Kind {
    SGD,
    MOMENTUM
  }

  /** Trainers built in this JVM. */
  static final AtomicInteger BUILT = new AtomicInteger();

  static ToyFactory sgd() {
    return new ToyFactory(Kind.SGD, 0.5, 0);
  }

  /** With state, a schedule and dropout: everything that could go wrong. */
  static ToyFactory momentum() {
    return new ToyFactory(Kind.MOMENTUM, 0.5, 0.3);
  }

  @Override
  public Trainer create() {
    BUILT.incrementAndGet();
    return new Trainer(
        new ToyModel(dropout), kind == Kind.SGD ? new Sgd(rate) : new Momentum(rate));
  }

  @Override
  public ParameterLayout optimizerLayout(ParameterLayout network) {
    var slots = new ArrayList<ParameterLayout.Slot>();
    for (var slot : network.slots()) {
      if (kind == Kind.MOMENTUM && slot.trainable()) {
        slots.add(
            new ParameterLayout.Slot(
                slot.name() + ".momentum", slot.shape(), slot.offset(), slot.group(), true));
      }
    }
    return new ParameterLayout(slots);
  }

  @Override
  public String key() {
    return toString();
  }

  private static INDArray trainable(INDArray parameters) {
    return parameters.get(NDArrayIndex.interval(0, ToyModel.FEATURES + 1));
  }

  private record Sgd(double rate) implements Optimizer {
    @Override
    public long stateLength() {
      return 0;
    }

    @Override
    public void update(INDArray parameters, INDArray gradient, INDArray state, long iteration) {
      trainable(parameters).subi(gradient.mul(rate));
    }
  }

  /** The rate falls with the iteration, so that a wrong count shows. */
  private record Momentum(double rate) implements Optimizer {
    @Override
    public long stateLength() {
      return ToyModel.FEATURES + 1;
    }

    @Override
    public void update(INDArray parameters, INDArray gradient, INDArray state, long iteration) {
      state.muli(0.9).addi(gradient);
      trainable(parameters).subi(state.mul(rate / (1 + 0.1 * iteration)));
    }
  }
}
