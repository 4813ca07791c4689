package org.refspark.jobs.train;

import org.refspark.jobs.config.Settings;
import org.refspark.jobs.shard.Manifest;

/** Chooses the network and the optimiser that a configuration asks for. */
public interface TrainerFactories {
  /**
   * The factory of a run's trainers.
   *
   * @param settings of the run
   * @param manifest of the shards it learns from: vocabulary, categories, counts
   * @param totalSteps optimiser steps of the whole run, which schedules may refer to
   */
  TrainerFactory of(Settings settings, Manifest manifest, long totalSteps);
}
