package org.refspark.model.grmnet;

import java.util.List;
import org.refspark.model.boxes.BoxCoder;
import org.refspark.model.boxes.Matcher;
import org.refspark.model.boxes.Sampler;
import org.refspark.model.graph.HostLoop;

/**
 * The examples of the step that runs now and the anchors each of them learns from; kernels of the
 * graph look here.
 */
final class TrainingBatch {
  /**
   * Anchors of one example that learn.
   *
   * @param positives anchors of an object
   * @param negatives anchors of none
   * @param deltas offsets from the positives to their objects, 4 each
   */
  record AnchorTargets(int[] positives, int[] negatives, float[] deltas) {}

  private final GrmNetConfig.Rpn config;
  private final float[] anchors;
  private final Matcher matcher;
  private final Sampler sampler;
  private List<Example> examples = List.of();
  private AnchorTargets[] targets = {};
  private int real;

  TrainingBatch(GrmNetConfig.Rpn config, float[] anchors) {
    this.config = config;
    this.anchors = anchors;
    this.matcher =
        new Matcher(
            (float) config.negativeIou(),
            (float) config.positiveIou(),
            Matcher.LowQuality.POSITIVE);
    this.sampler = new Sampler(config.sample(), config.positiveShare());
  }

  /** Takes the examples of a step and chooses their anchors. */
  void set(List<Example> step) {
    examples = List.copyOf(step);
    real = (int) step.stream().filter(Example::real).count();
    targets = new AnchorTargets[step.size()];
    HostLoop.over(step.size(), n -> targets[n] = anchorTargets(step.get(n)));
  }

  private AnchorTargets anchorTargets(Example example) {
    if (!example.real()) {
      return new AnchorTargets(new int[0], new int[0], new float[0]);
    }
    var matches = matcher.match(anchors, example.boxes());
    var sample = sampler.sample(matches.labels(), example.seed());
    var deltas = new float[4 * sample.positives().length];
    for (int i = 0; i < sample.positives().length; i++) {
      int anchor = sample.positives()[i];
      BoxCoder.RPN.encode(
          anchors, anchor, example.boxes(), matches.groundTruth()[anchor], deltas, i);
    }
    return new AnchorTargets(sample.positives(), sample.negatives(), deltas);
  }

  Example example(int n) {
    return examples.get(n);
  }

  AnchorTargets targets(int n) {
    return targets[n];
  }

  /** Examples that are not filling. */
  int real() {
    return real;
  }

  /** Weight of an anchor's loss: the published sum over 256·N anchors. */
  float anchorWeight() {
    return 1f / (config.sample() * Math.max(1, real));
  }
}
