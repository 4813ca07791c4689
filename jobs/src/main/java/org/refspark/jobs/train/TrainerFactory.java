package org.refspark.jobs.train;

import java.io.Serializable;
import org.refspark.model.Trainer;

/** Builds the network with its optimiser, on whichever machine it is asked. */
public interface TrainerFactory extends Serializable {
  /** A new trainer with its initial weights: equal on every call and machine. */
  Trainer create();

  /** Hash of all that shapes the network, its initial weights and its optimiser. */
  String key();
}
