package org.refspark.jobs.evaluate;

import java.io.Serializable;
import org.refspark.jobs.device.Engine;
import org.refspark.jobs.device.Nd4jEngine;
import org.refspark.model.ReferringModel;

/** Builds the network for inference, on whichever machine it is asked. */
public interface ModelFactory extends Serializable {
  /** A new network; its weights are set afterwards. */
  ReferringModel create();

  /** What its networks compute with. */
  default Engine engine() {
    return Nd4jEngine.INSTANCE;
  }

  /** Hash of all that shapes the network: models of equal keys may stand in for each other. */
  String key();
}
