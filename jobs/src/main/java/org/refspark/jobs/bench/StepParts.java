package org.refspark.jobs.bench;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.Work;
import org.refspark.model.optim.Optimizer;

/**
 * Divides repetitions into parts by the clock and by what is told of their operations, which run in
 * the order input, forward, backward, update. What the measuring itself takes counts nowhere.
 */
final class StepParts implements Work.Listener {
  // How the graph names the operations that its reverse pass adds.
  private static final String GRADIENT = "_gradient";

  /**
   * A part of a repetition.
   *
   * @param name of the part
   * @param milliseconds of one repetition
   * @param share of all parts, 0 to 1
   */
  record Part(String name, double milliseconds, double share) {}

  private final KernelTimes kernels;
  private boolean counts;
  private boolean begun;
  private boolean reversed;
  private long last;
  private long input;
  private long forward;
  private long backward;
  private long between;
  private long output;
  private long update;

  /**
   * @param kernels is told of every operation too
   */
  StepParts(KernelTimes kernels) {
    this.kernels = kernels;
  }

  KernelTimes kernels() {
    return kernels;
  }

  /** A repetition begins. */
  void begin() {
    counts = true;
    begun = false;
    reversed = false;
    last = System.nanoTime();
  }

  @Override
  public void ran(String kernel, long nanoseconds) {
    long gap = System.nanoTime() - nanoseconds - last;
    if (begun) {
      between += gap;
    } else {
      input += gap;
      begun = true;
    }
    reversed |= kernel.endsWith(GRADIENT);
    if (reversed) {
      backward += nanoseconds;
    } else {
      forward += nanoseconds;
    }
    kernels.ran(kernel, nanoseconds);
    last = System.nanoTime();
  }

  /** A repetition ends. */
  void end() {
    output += System.nanoTime() - last;
    counts = false;
  }

  /** The same optimiser, whose time is told here. */
  Optimizer timing(Optimizer optimizer) {
    return new Optimizer() {
      @Override
      public long stateLength() {
        return optimizer.stateLength();
      }

      @Override
      public void update(
          INDArray parameters,
          INDArray gradient,
          INDArray state,
          long iteration,
          double rateFactor) {
        long start = System.nanoTime();
        optimizer.update(parameters, gradient, state, iteration, rateFactor);
        if (counts) {
          output += start - last;
          last = System.nanoTime();
          update += last - start;
        }
      }
    };
  }

  /** All parts that took any time, as they come in a repetition. */
  List<Part> parts(int repetitions) {
    double all = (double) input + forward + backward + between + output + update;
    var parts = new ArrayList<Part>();
    add(parts, "input", input, all, repetitions);
    add(parts, "forward", forward, all, repetitions);
    add(parts, "backward", backward, all, repetitions);
    add(parts, "between operations", between, all, repetitions);
    add(parts, "output", output, all, repetitions);
    add(parts, "update", update, all, repetitions);
    return parts;
  }

  private static void add(
      List<Part> parts, String name, long nanoseconds, double all, int repetitions) {
    if (nanoseconds > 0) {
      parts.add(new Part(name, nanoseconds / 1e6 / repetitions, nanoseconds / all));
    }
  }
}
