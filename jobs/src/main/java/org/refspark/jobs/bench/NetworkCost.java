package org.refspark.jobs.bench;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/**
 * What one network cost in a process of its own.
 *
 * @param conf its settings
 * @param pictures of a repetition
 * @param expressions of a repetition, on average
 * @param medianMs of a repetition
 * @param leastMs of a repetition
 * @param mostMs of a repetition
 * @param firstMs of the very first repetition
 * @param peakResidentBytes most memory of the process
 * @param offHeapBytes arrays, weights, gradients and the optimiser's state
 * @param parameters trained and not
 * @param optimizerValues of the optimiser's state
 * @param forwardGflops of the forward direction
 * @param parts of a repetition
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record NetworkCost(
    String conf,
    double pictures,
    double expressions,
    double medianMs,
    double leastMs,
    double mostMs,
    double firstMs,
    long peakResidentBytes,
    long offHeapBytes,
    long parameters,
    long optimizerValues,
    double forwardGflops,
    List<StepParts.Part> parts) {
  static NetworkCost of(String conf, Measurement m) {
    return new NetworkCost(
        conf,
        m.pictures(),
        m.expressions(),
        m.milliseconds().median(),
        m.milliseconds().least(),
        m.milliseconds().most(),
        m.firstMilliseconds(),
        m.peakResidentBytes(),
        m.planBytes() + m.weightBytes(),
        m.parameters(),
        m.optimizerValues(),
        m.forwardGflops(),
        m.parts());
  }
}
