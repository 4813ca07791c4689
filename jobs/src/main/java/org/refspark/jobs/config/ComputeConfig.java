package org.refspark.jobs.config;

/**
 * Section {@code compute}: what networks compute on.
 *
 * @param device of the tasks with networks
 * @param cpuFallback whether a task that should have a GPU, and has none that can be used, computes
 *     on the CPU instead of failing
 */
public record ComputeConfig(Kind device, boolean cpuFallback) {
  /** Kinds of devices. */
  public enum Kind {
    /** GPUs where executors have some, else the CPU. */
    AUTO,
    CPU,
    GPU
  }
}
