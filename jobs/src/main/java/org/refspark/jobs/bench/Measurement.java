package org.refspark.jobs.bench;

import java.util.List;

/**
 * What one network cost.
 *
 * @param setting {@code key=value} that makes it differ from the others; empty for a single one
 * @param milliseconds of a repetition: a training step, or a picture with all its expressions
 * @param firstMilliseconds of the very first repetition, which decodes, allocates and compiles
 * @param pictures of a repetition, on average
 * @param expressions of a repetition, on average
 * @param picturesPerSecond at the median time
 * @param expressionsPerSecond at the median time
 * @param peakResidentBytes most memory of the process while it was built and run; 0 where the
 *     system does not say
 * @param planBytes outside the heap for the arrays of the work, without the weights
 * @param weightBytes of the weights, and in training of gradients and the optimiser's state
 * @param heapAllocatedBytes by Java objects in a repetition
 * @param parameters trained and not
 * @param trainableParameters trained
 * @param optimizerValues of the optimiser's state; 0 without training
 * @param forwardGflops two operations for each multiply-add of the forward direction, 10⁹; in
 *     convolutions, linear layers, matrix products, attention and recurrent cells. A backward
 *     direction costs about twice as much again. Of a training step, or of one picture, one pass of
 *     expressions and one pass of masks
 * @param parts of a repetition, in order
 * @param kernels that took longest
 */
record Measurement(
    String setting,
    Spread milliseconds,
    double firstMilliseconds,
    double pictures,
    double expressions,
    double picturesPerSecond,
    double expressionsPerSecond,
    long peakResidentBytes,
    long planBytes,
    long weightBytes,
    double heapAllocatedBytes,
    long parameters,
    long trainableParameters,
    long optimizerValues,
    double forwardGflops,
    List<StepParts.Part> parts,
    List<KernelTimes.Kernel> kernels) {}
