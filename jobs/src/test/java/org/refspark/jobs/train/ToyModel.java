package org.refspark.jobs.train;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.refspark.data.Expression;
import org.refspark.data.ReferringImage;
import org.refspark.model.Detection;
import org.refspark.model.ParameterLayout;
import org.refspark.model.ParameterLayout.Slot;
import org.refspark.model.Query;
import org.refspark.model.ReferringModel;
import org.refspark.model.StepReport;

/**
 * Does this expression mean more than one thing? A logistic regression on pooled characters and
 * picture bytes, centred by a running mean (a buffer), with dropout by seed.
 */
final class ToyModel implements ReferringModel {
  static final int FEATURES = 16;
  private static final int BIAS = FEATURES;
  private static final int MEAN = FEATURES + 1;
  private static final double MOMENTUM = 0.1;

  private static final ParameterLayout LAYOUT =
      new ParameterLayout(
          List.of(
              new Slot("head.weight", new long[] {2, FEATURES / 2}, 0, "head", true),
              new Slot("head.bias", new long[] {1}, BIAS, "norm", true),
              new Slot("norm.running-mean", new long[] {FEATURES}, MEAN, "norm", false)));

  private final double dropout;
  private final boolean poisoned;
  private final INDArray parameters = Nd4j.zeros(LAYOUT.length());

  ToyModel(double dropout) {
    this(dropout, false);
  }

  /**
   * @param poisoned whether the loss of the expressions of the picture toy/5 is no number
   */
  ToyModel(double dropout, boolean poisoned) {
    this.dropout = dropout;
    this.poisoned = poisoned;
    for (int i = 0; i < FEATURES; i++) {
      parameters.putScalar(i, 0.05 * (i % 5 - 2));
    }
  }

  @Override
  public ParameterLayout layout() {
    return LAYOUT;
  }

  @Override
  public INDArray parameters() {
    return parameters;
  }

  @Override
  public StepReport gradient(List<Query> batch, long seed, INDArray gradient) {
    float[] p = parameters.toFloatVector();
    double[] sum = new double[FEATURES + 1];
    double[] mean = new double[FEATURES];
    double loss = 0;
    int examples = 0;
    var random = new Random(seed);
    for (var query : batch) {
      for (int i = 0; i < query.expressions().size(); i++) {
        double[] x = features(query.image(), query.expression(i));
        double score = p[BIAS];
        boolean[] kept = new boolean[FEATURES];
        for (int f = 0; f < FEATURES; f++) {
          mean[f] += x[f];
          kept[f] = random.nextDouble() >= dropout;
          score += kept[f] ? p[f] * (x[f] - p[MEAN + f]) : 0;
        }
        int y = query.expression(i).targets().size() > 1 ? 1 : 0;
        double probability = 1 / (1 + Math.exp(-score));
        loss -= Math.log(y == 1 ? probability : 1 - probability);
        for (int f = 0; f < FEATURES; f++) {
          sum[f] += kept[f] ? (probability - y) * (x[f] - p[MEAN + f]) : 0;
        }
        sum[BIAS] += probability - y;
        examples++;
        if (poisoned && query.image().id().equals("toy/5")) {
          loss = Double.NaN;
        }
      }
    }
    for (int f = 0; f <= FEATURES; f++) {
      gradient.putScalar(f, sum[f] / examples);
    }
    for (int f = 0; f < FEATURES; f++) {
      double updated = (1 - MOMENTUM) * p[MEAN + f] + MOMENTUM * mean[f] / examples;
      parameters.putScalar(MEAN + f, updated);
    }
    return new StepReport(examples, loss / examples, Map.of("entropy", loss / examples));
  }

  private static double[] features(ReferringImage image, Expression expression) {
    double[] x = new double[FEATURES];
    var text = expression.text();
    for (int i = 0; i < text.length(); i++) {
      x[text.charAt(i) % (FEATURES / 2)] += 1.0 / text.length();
    }
    for (int i = 0; i < FEATURES / 2; i++) {
      x[FEATURES / 2 + i] = image.picture()[i] / 128.0;
    }
    return x;
  }

  @Override
  public List<List<Detection>> detect(Query query, int maskSize) {
    throw new UnsupportedOperationException("training does not ask");
  }

  @Override
  public void close() {}
}
