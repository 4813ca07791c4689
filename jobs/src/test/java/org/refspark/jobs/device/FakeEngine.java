package org.refspark.jobs.device;

import java.util.Optional;

/**
 * An engine that claims GPUs, and remembers which of them each thread was bound to.
 *
 * @param usesGpus whether it claims them
 */
public record FakeEngine(boolean usesGpus) implements Engine {
  private static final ThreadLocal<Integer> BOUND = new ThreadLocal<>();

  /** The GPU of the calling thread, null where there is none. */
  public static Integer bound() {
    return BOUND.get();
  }

  @Override
  public Optional<Obstacle> obstacle() {
    return usesGpus ? Optional.empty() : Optional.of(new Obstacle("no driver", "install one"));
  }

  @Override
  public void bind(int gpu) {
    BOUND.set(gpu);
  }
}
