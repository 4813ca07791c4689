package org.refspark.jobs.train;

import java.io.Serializable;
import org.refspark.jobs.device.Engine;
import org.refspark.jobs.device.Nd4jEngine;
import org.refspark.model.ParameterLayout;
import org.refspark.model.Trainer;

/** Builds the network with its optimiser, on whichever machine it is asked. */
public interface TrainerFactory extends Serializable {
  /** A new trainer with its initial weights: equal on every call and machine. */
  Trainer create();

  /** Names and places of the optimiser's state, for a network of this layout. */
  ParameterLayout optimizerLayout(ParameterLayout network);

  /** What its networks compute with. */
  default Engine engine() {
    return Nd4jEngine.INSTANCE;
  }

  /** Hash of all that shapes the network, its initial weights and its optimiser. */
  String key();
}
