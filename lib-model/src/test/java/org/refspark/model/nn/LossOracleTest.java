package org.refspark.model.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.OracleCase;
import org.refspark.model.boxes.BoxCoder;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.Plan;

/** Values and gradients of the papers' losses beside PyTorch's. */
class LossOracleTest {
  static Stream<OracleCase> cases() {
    return OracleCase.named("losses");
  }

  /** A loss under construction: its inputs' values, its terms, and what they give. */
  private static final class Run {
    private final Graph graph = Graph.forTraining(new Parameters());
    private final Map<SDVariable, float[]> inputs = new LinkedHashMap<>();
    private Plan plan;
    private Map<String, SDVariable> gradients;

    SDVariable input(String name, float[] values, long... shape) {
      var variable = graph.input(name, shape);
      inputs.put(variable, values);
      return variable;
    }

    SDVariable term(Loss loss, SDVariable x, float[] target, float[] weight) {
      int number = inputs.size();
      return graph.one(
          loss,
          x,
          input("target" + number, target, target.length),
          input("weight" + number, weight, weight.length));
    }

    void run(SDVariable loss, String... predictions) {
      gradients = graph.gradients(loss, List.of(predictions));
      var wanted = new ArrayList<>(gradients.values());
      wanted.add(loss);
      plan = Plan.of(graph, wanted);
      inputs.forEach((input, values) -> HostArray.write(plan.array(input), values));
      plan.run();
    }

    float[] gradient(String name) {
      return HostArray.copy(plan.array(gradients.get(name)));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void proposalsLossIsAsExpected(OracleCase oracle) {
    var run = new Run();
    int[] shape = oracle.shape("inputs/rpn_deltas.npy");
    int anchors = shape[0] * shape[1];
    var labels = oracle.longs("inputs/rpn_labels.npy");
    var share = 1f / (oracle.hyper().path("rpn_batch_per_image").asInt() * shape[0]);
    var objects = new float[anchors];
    var valid = new float[anchors];
    var positive = new float[4 * anchors];
    for (int i = 0; i < 4 * anchors; i++) {
      objects[i / 4] = labels[i / 4] == 1 ? 1 : 0;
      valid[i / 4] = labels[i / 4] >= 0 ? share : 0;
      positive[i] = labels[i / 4] == 1 ? share : 0;
    }
    var logits = run.input("logits", oracle.floats("inputs/rpn_logits.npy"), anchors);
    var deltas = run.input("deltas", oracle.floats("inputs/rpn_deltas.npy"), 4L * anchors);
    var targets = oracle.floats("inputs/rpn_targets.npy");
    var loss =
        run.graph.sum(
            run.term(Loss.SIGMOID_CROSS_ENTROPY, logits, objects, valid),
            run.term(Loss.L1, deltas, targets, positive));
    run.run(loss, "logits", "deltas");
    oracle.assertClose("outputs/rpn_loss.npy", run.plan.array(loss));
    oracle.assertClose("outputs/rpn_grad_logits.npy", run.gradient("logits"));
    oracle.assertClose("outputs/rpn_grad_deltas.npy", run.gradient("deltas"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void classLossesAreAsExpected(OracleCase oracle) {
    for (var name : List.of("ce_grm", "ce_torch_mean")) {
      var run = new Run();
      int[] shape = oracle.shape("inputs/" + name + "_logits.npy");
      var classes = oracle.floats("inputs/" + name + "_y.npy");
      var byClass = oracle.floats("inputs/" + name + "_w.npy");
      var weights = new float[classes.length];
      double sum = 0;
      for (int i = 0; i < weights.length; i++) {
        weights[i] = byClass[(int) classes[i]];
        sum += weights[i];
      }
      for (int i = 0; i < weights.length; i++) {
        weights[i] /= (float) (name.equals("ce_grm") ? weights.length : sum);
      }
      var values = oracle.floats("inputs/" + name + "_logits.npy");
      var logits = run.input("logits", values, shape[0], shape[1]);
      var loss = run.term(Loss.SOFTMAX_CROSS_ENTROPY, logits, classes, weights);
      run.run(loss, "logits");
      oracle.assertClose("outputs/" + name + "_loss.npy", run.plan.array(loss));
      oracle.assertClose("outputs/" + name + "_grad_logits.npy", run.gradient("logits"));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void boxLossIsAsExpected(OracleCase oracle) {
    var run = new Run();
    int[] shape = oracle.shape("inputs/box_l1_pred.npy");
    var classes = oracle.floats("inputs/box_l1_y.npy");
    var pred = run.input("pred", oracle.floats("inputs/box_l1_pred.npy"), shape[0], shape[1]);
    var selected =
        run.graph.one(new SelectChannels(4), pred, run.input("classes", classes, shape[0]));
    var targets =
        BoxCoder.ROI.encode(
            oracle.floats("inputs/box_l1_proposals.npy"), oracle.floats("inputs/box_l1_gt.npy"));
    var weights = new float[targets.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = 4 * classes[i / 4] < shape[1] ? 1f / shape[0] : 0;
    }
    var flat = run.graph.reshape(selected, targets.length);
    var loss = run.term(Loss.L1, flat, targets, weights);
    run.run(loss, "pred");
    oracle.assertClose("outputs/box_l1_loss.npy", run.plan.array(loss));
    oracle.assertClose("outputs/box_l1_grad_pred.npy", run.gradient("pred"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void maskLossOverInkIsAsExpected(OracleCase oracle) {
    var run = new Run();
    int[] shape = oracle.shape("inputs/mask_ink_pred.npy");
    int count = shape[0];
    var values = Maps.channelsLast(oracle.floats("inputs/mask_ink_pred.npy"), count, shape[1]);
    var pred = run.input("pred", values, count, shape[2], shape[3], shape[1]);
    var classes = run.input("classes", oracle.floats("inputs/mask_ink_cls.npy"), count);
    var ink = oracle.floats("inputs/mask_ink_ink.npy");
    var weights = new float[ink.length];
    for (int i = 0; i < ink.length; i++) {
      weights[i] = ink[i] / ink.length;
    }
    var selected = run.graph.one(new SelectChannels(1), pred, classes);
    var loss =
        run.term(
            Loss.SIGMOID_CROSS_ENTROPY,
            run.graph.reshape(selected, ink.length),
            oracle.floats("inputs/mask_ink_gt.npy"),
            weights);
    run.run(loss, "pred");
    oracle.assertClose("outputs/mask_ink_loss.npy", run.plan.array(loss));
    oracle.assertClose(
        "outputs/mask_ink_grad_pred.npy",
        Maps.channelsFirst(run.gradient("pred"), count, shape[1]));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void meanMaskLossIsAsExpectedForExtremeLogits(OracleCase oracle) {
    var run = new Run();
    int[] shape = oracle.shape("inputs/bce_mean_logits.npy");
    var values = oracle.floats("inputs/bce_mean_logits.npy");
    var weights = new float[values.length];
    Arrays.fill(weights, 1f / weights.length);
    var logits = run.input("logits", values, values.length);
    var target = nearest(oracle, "inputs/bce_mean_mask.npy", shape[2], shape[3]);
    var loss = run.term(Loss.SIGMOID_CROSS_ENTROPY, logits, target, weights);
    run.run(loss, "logits");
    oracle.assertClose("outputs/bce_mean_loss.npy", run.plan.array(loss));
    oracle.assertClose("outputs/bce_mean_grad_logits.npy", run.gradient("logits"));
  }

  /** A mask {@code [N, 1, H, W]} at another size, by the nearest value towards zero. */
  private static float[] nearest(OracleCase oracle, String file, int height, int width) {
    int[] shape = oracle.shape(file);
    var values = oracle.floats(file);
    var result = new float[shape[0] * height * width];
    for (int i = 0; i < result.length; i++) {
      int n = i / (height * width);
      int y = i / width % height * shape[2] / height;
      int x = i % width * shape[3] / width;
      result[i] = values[(n * shape[2] + y) * shape[3] + x];
    }
    return result;
  }
}
