package org.refspark.jobs.device;

import java.io.Serializable;
import java.util.Optional;

/** What the networks of a process compute with. It is the same one until the process ends. */
public interface Engine extends Serializable {
  /** Whether this process computes on GPUs; loads the engine. */
  boolean usesGpus();

  /** Why this process does not compute on GPUs, and what to do; empty where it does. */
  Optional<Obstacle> obstacle();

  /**
   * Lets the calling thread compute on a GPU of this machine.
   *
   * @param gpu its number, from 0 in the order of the bus
   */
  void bind(int gpu);
}
