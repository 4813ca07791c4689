package org.refspark.jobs.train;

import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.apache.spark.TaskContext;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.refspark.model.ParameterLayout;
import org.refspark.model.ReferringModel;
import org.refspark.model.Trainer;
import org.refspark.model.optim.Optimizer;

/** Builds toy trainers. */
record ToyFactory(Kind kind, double rate, double dropout) implements TrainerFactory {
  enum Kind {
    SGD,
    MOMENTUM,
    /** The first attempt of every task fails at its first update, half done. */
    FAILING,
    /** The loss of one picture is never a number. */
    POISONED,
    /** From the third step on, weights are no longer numbers unless the rate is below a third. */
    FRAGILE
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

  /** The same as {@link #momentum()} but for its failures. */
  static ToyFactory failing() {
    return new ToyFactory(Kind.FAILING, 0.5, 0.3);
  }

  @Override
  public Trainer create() {
    return create(model -> model);
  }

  /** A trainer of another model around the toy. */
  Trainer create(UnaryOperator<ReferringModel> around) {
    BUILT.incrementAndGet();
    var optimizer =
        switch (kind) {
          case SGD -> new Sgd(rate);
          case MOMENTUM, POISONED -> new Momentum(rate);
          case FRAGILE -> new Unlucky(new Momentum(rate), ToyFactory::breakTheWeights);
          case FAILING -> new Unlucky(new Momentum(rate), ToyFactory::failTheFirstAttempt);
        };
    return new Trainer(around.apply(new ToyModel(dropout, kind == Kind.POISONED)), optimizer);
  }

  @Override
  public ParameterLayout optimizerLayout(ParameterLayout network) {
    var slots = new ArrayList<ParameterLayout.Slot>();
    for (var slot : network.slots()) {
      if (kind != Kind.SGD && slot.trainable()) {
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
    public void update(
        INDArray parameters, INDArray gradient, INDArray state, long iteration, double rateFactor) {
      trainable(parameters).subi(gradient.mul(rate * rateFactor));
    }
  }

  /** What goes wrong when an update has been made. */
  private interface Mishap {
    void after(INDArray parameters, long iteration, double rateFactor);
  }

  private static void failTheFirstAttempt(INDArray parameters, long iteration, double rateFactor) {
    if (TaskContext.get().attemptNumber() == 0) {
      throw new IllegalStateException("the first attempt of every task fails");
    }
  }

  private static void breakTheWeights(INDArray parameters, long iteration, double rateFactor) {
    if (iteration >= 2 && rateFactor > 1.0 / 3) {
      parameters.assign(Double.NaN);
    }
  }

  private record Unlucky(Optimizer optimizer, Mishap mishap) implements Optimizer {
    @Override
    public long stateLength() {
      return optimizer.stateLength();
    }

    @Override
    public void update(
        INDArray parameters, INDArray gradient, INDArray state, long iteration, double rateFactor) {
      optimizer.update(parameters, gradient, state, iteration, rateFactor);
      mishap.after(parameters, iteration, rateFactor);
    }
  }

  /** The rate falls with the iteration, so that a wrong count shows. */
  private record Momentum(double rate) implements Optimizer {
    @Override
    public long stateLength() {
      return ToyModel.FEATURES + 1;
    }

    @Override
    public void update(
        INDArray parameters, INDArray gradient, INDArray state, long iteration, double rateFactor) {
      state.muli(0.9).addi(gradient);
      trainable(parameters).subi(state.mul(rateFactor * rate / (1 + 0.1 * iteration)));
    }
  }
}
