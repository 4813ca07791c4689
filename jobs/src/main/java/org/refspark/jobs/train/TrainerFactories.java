package org.refspark.jobs.train;

import java.util.Map;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.shard.Manifest;

/** Chooses the network and the optimiser that a configuration asks for. */
public interface TrainerFactories {
  /**
   * Files of the user's that the network is built from: places by the key of the setting that names
   * them. The run keeps copies.
   */
  default Map<String, String> files(Settings settings) {
    return Map.of();
  }

  /**
   * The factory of a run's trainers.
   *
   * @param settings of the run
   * @param manifest of the shards it learns from: vocabulary, categories, counts
   * @param files what {@link #files} named
   * @param totalSteps optimiser steps of the whole run, which schedules may refer to
   */
  TrainerFactory of(Settings settings, Manifest manifest, KeptFiles files, long totalSteps);
}
