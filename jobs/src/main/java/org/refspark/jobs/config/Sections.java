package org.refspark.jobs.config;

import java.util.Map;
import org.refspark.model.optim.OptimizerConfig;

/** Every section of {@code reference.conf} that has a record; all are checked when loading. */
final class Sections {
  static final Map<String, Class<? extends Record>> ALL =
      Map.ofEntries(
          Map.entry("data", DataConfig.class),
          Map.entry("deadlines", DeadlinesConfig.class),
          Map.entry("train", TrainConfig.class),
          Map.entry("averaging", AveragingConfig.class),
          Map.entry("bench", BenchConfig.class),
          Map.entry("checkpoint", CheckpointConfig.class),
          Map.entry("compute", ComputeConfig.class),
          Map.entry("evaluate", EvaluateConfig.class),
          Map.entry("optimizer", OptimizerConfig.class),
          Map.entry("retrain", RetrainConfig.class),
          Map.entry("scenes", ScenesConfig.class),
          Map.entry("sweep", SweepConfig.class),
          Map.entry("validate", ValidateConfig.class));

  private Sections() {}
}
