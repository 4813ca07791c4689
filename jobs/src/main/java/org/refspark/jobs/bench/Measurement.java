package org.refspark.jobs.bench;

import java.util.List;

/**
 * What one network cost.
 *
 * @param setting {@code key=value} that makes it differ from the others; empty for a single one
 * @param milliseconds of a repetition: a training step, or a picture with all its expressions
 * @param pictures of a repetition, on average
 * @param expressions of a repetition, on average
 * @param picturesPerSecond at the median time
 * @param expressionsPerSecond at the median time
 * @param peakResidentBytes most memory of the process while it was built and run; 0 where the
 *     system does not say
 * @param planBytes outside the heap for the arrays of the work, without the weights
 * @param weightBytes of the weights, and in training of gradients and the optimiser's state
 * @param parameters trained and not
 * @param trainableParameters trained
 * @param forwardGflops two operations for each multiply-add of the forward direction, 10⁹; in
 *     convolutions, linear layers, matrix products, attention and recurrent cells. A backward
 *     direction costs about twice as much again. Of a training step, or of one picture, one pass of
 *     expressions and one pass of masks
 * @param kernels that took longest
 */
record Measurement(
    String setting,
    Milliseconds milliseconds,
    double pictures,
    double expressions,
    double picturesPerSecond,
    double expressionsPerSecond,
    long peakResidentBytes,
    long planBytes,
    long weightBytes,
    long parameters,
    long trainableParameters,
    double forwardGflops,
    List<KernelTimes.Kernel> kernels) {

  /** Of the measured repetitions. */
  record Milliseconds(double median, double least, double most) {
    static Milliseconds of(long[] nanoseconds) {
      long[] sorted = nanoseconds.clone();
      java.util.Arrays.sort(sorted);
      int middle = sorted.length / 2;
      double median =
          sorted.length % 2 == 1
              ? sorted[middle]
              : (sorted[middle - 1] + (double) sorted[middle]) / 2;
      return new Milliseconds(median / 1e6, sorted[0] / 1e6, sorted[sorted.length - 1] / 1e6);
    }
  }
}
