package org.refspark.jobs.device;

import java.util.Optional;

/**
 * What a task computes on.
 *
 * @param gpu the number of its GPU; empty for the CPU
 * @param engine that computes there
 */
public record Device(Optional<Integer> gpu, Engine engine) {
  /** The CPU. */
  public static final Device CPU = new Device(Optional.empty(), Nd4jEngine.INSTANCE);

  /**
   * Lets the calling thread compute on it: each thread that touches arrays of a network calls this
   * before.
   */
  public void bind() {
    gpu.ifPresent(engine::bind);
  }

  /** As people call it: {@code CPU} or {@code GPU 1}. */
  public String name() {
    return gpu.map(number -> "GPU " + number).orElse("CPU");
  }
}
