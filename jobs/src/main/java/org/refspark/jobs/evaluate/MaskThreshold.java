package org.refspark.jobs.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.EvaluateConfig;
import org.refspark.jobs.train.RunRecord;
import org.refspark.model.metrics.Convention;

/**
 * The probability above which a pixel belongs to a mask: {@code model.threshold} of models that
 * give one mask, {@code model.detect.mask-threshold} of those that detect. Masks leave a model
 * thresholded, so that an evaluation with another threshold needs a model that is built with it.
 */
final class MaskThreshold {
  private static final String OF_ONE_MASK = "threshold";
  private static final String OF_DETECTIONS = "mask-threshold";

  private MaskThreshold() {}

  /** That of a run's model; empty where it names none. */
  static Optional<Double> of(RunRecord run) {
    var model = run.configuration().path("model");
    var value =
        model.has(OF_ONE_MASK) ? model.path(OF_ONE_MASK) : model.path("detect").path(OF_DETECTIONS);
    return value.isMissingNode() ? Optional.empty() : Optional.of(value.asDouble());
  }

  /**
   * That which an evaluation asks for: its own key goes before the convention, whose threshold is
   * one of models with one mask.
   *
   * @return empty for the model's own
   * @throws ConfigurationException where the model has none that could be set
   */
  static Optional<Double> asked(RunRecord run, EvaluateConfig config, Convention convention) {
    if (config.maskThreshold().isPresent()) {
      if (of(run).isEmpty()) {
        throw new ConfigurationException(
            "evaluate.mask-threshold is %s, but the model of this run has no such threshold"
                .formatted(config.maskThreshold().get()));
      }
      return config.maskThreshold();
    }
    return run.configuration().path("model").has(OF_ONE_MASK)
        ? convention.maskThreshold()
        : Optional.empty();
  }

  /** The run's record with that threshold. */
  static RunRecord set(RunRecord run, double threshold) {
    JsonNode configuration = run.configuration().deepCopy();
    var model = (ObjectNode) configuration.path("model");
    if (model.has(OF_ONE_MASK)) {
      model.put(OF_ONE_MASK, threshold);
    } else {
      ((ObjectNode) model.path("detect")).put(OF_DETECTIONS, threshold);
    }
    return new RunRecord(
        run.format(), run.created(), run.versions(), run.data(), run.files(), configuration);
  }
}
