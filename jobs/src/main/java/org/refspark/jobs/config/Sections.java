package org.refspark.jobs.config;

import java.util.Map;
import org.refspark.model.optim.OptimizerConfig;

/** Every section of {@code reference.conf} that has a record; all are checked when loading. */
final class Sections {
  static final Map<String, Class<? extends Record>> ALL =
      Map.of(
          "data", DataConfig.class,
          "deadlines", DeadlinesConfig.class,
          "train", TrainConfig.class,
          "averaging", AveragingConfig.class,
          "bench", BenchConfig.class,
          "checkpoint", CheckpointConfig.class,
          "compute", ComputeConfig.class,
          "evaluate", EvaluateConfig.class,
          "optimizer", OptimizerConfig.class,
          "scenes", ScenesConfig.class,
          "validate", ValidateConfig.class);

  private Sections() {}
}
