package org.refspark.jobs.evaluate;

import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.api.java.JavaSparkContext;
import org.refspark.jobs.command.BoundedJob;
import org.refspark.jobs.command.Deadline;
import org.refspark.jobs.config.ComputeConfig;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.DataConfig;
import org.refspark.jobs.config.DeadlinesConfig;
import org.refspark.jobs.config.EvaluateConfig;
import org.refspark.jobs.config.Names;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.config.ValidateConfig;
import org.refspark.jobs.device.GpuStage;
import org.refspark.jobs.shard.ShardSet;
import org.refspark.jobs.storage.Storage;
import org.refspark.jobs.train.Examiner;
import org.refspark.jobs.train.Examiners;
import org.refspark.jobs.train.KeptFiles;
import org.refspark.jobs.train.RunRecord;

/**
 * Measures a run while it is trained, as {@code evaluate} does, on the shards {@code
 * data.validate}. Metrics and the records of the expressions stay; predictions do not.
 */
public final class ValidationOnShards implements Examiners {
  private final ModelFactories factories;

  /**
   * @param factories of the networks that are trained
   */
  public ValidationOnShards(ModelFactories factories) {
    this.factories = factories;
  }

  @Override
  public Optional<Examiner> of(
      JavaSparkContext spark, Settings settings, Storage run, RunRecord record, KeptFiles files)
      throws IOException {
    var place = settings.section("data", DataConfig.class).validate();
    if (place.isEmpty()) {
      return Optional.empty();
    }
    requireKnown(settings.section("validate", ValidateConfig.class).metric());
    var shards = Storage.at(place.get(), run.hadoopConfiguration());
    // What is wrong with them is said now and not after hours.
    ShardSet.open(shards).close();
    var config = settings.section("evaluate", EvaluateConfig.class);
    var stage = GpuStage.whereAsked(spark, settings.section("compute", ComputeConfig.class));
    var deadline =
        new Deadline(
            "deadlines.evaluate", settings.section("deadlines", DeadlinesConfig.class).evaluate());
    var convention = EvaluateCommand.convention(record, config);
    var asked =
        MaskThreshold.asked(record, config, convention)
            .map(threshold -> MaskThreshold.set(record, threshold))
            .orElse(record);
    var factory = factories.of(asked, files);
    return Optional.of(
        (parameters, name) -> {
          var folder = run.child(name);
          try (var open = ShardSet.open(shards)) {
            var evaluation = new Evaluation(spark, open, folder, config, convention);
            var document =
                BoundedJob.run(
                    spark,
                    name + " · train",
                    deadline,
                    () ->
                        evaluation.ofModel(
                            factory,
                            parameters,
                            // Never the name of other weights, which networks may be kept for.
                            name + " " + UUID.randomUUID(),
                            MaskThreshold.of(asked),
                            stage));
            folder.delete(Evaluation.PREDICTIONS);
            return new Examiner.Examination(
                document.mainMetrics().get(0),
                document.metrics(),
                open.manifest().hash() + "; " + document.convention().line());
          }
        });
  }

  private static void requireKnown(String metric) {
    var known = SplitMetrics.names();
    if (!metric.equals(ValidateConfig.AUTO) && !known.contains(metric)) {
      var hint = Names.nearest(metric, known).map("; did you mean %s?"::formatted).orElse("");
      throw new ConfigurationException(
          "validate.metric is \"%s\", expected auto or one of %s%s"
              .formatted(metric, String.join(", ", known), hint));
    }
  }
}
