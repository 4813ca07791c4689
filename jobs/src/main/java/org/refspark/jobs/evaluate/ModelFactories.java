package org.refspark.jobs.evaluate;

import org.refspark.jobs.train.KeptFiles;
import org.refspark.jobs.train.RunRecord;

/** Chooses the network that a run has trained. */
public interface ModelFactories {
  /**
   * The factory of a run's network.
   *
   * @param run its configuration, and the vocabulary and categories it learnt from
   * @param files that the run was begun with
   */
  ModelFactory of(RunRecord run, KeptFiles files);
}
