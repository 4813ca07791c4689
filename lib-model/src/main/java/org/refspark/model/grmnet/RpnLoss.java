package org.refspark.model.grmnet;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.HostLoop;
import org.refspark.model.graph.Kernel;

/**
 * The RPN's losses over the sampled anchors: sigmoid cross-entropy of objectness and L1 of the
 * positives' offsets, both summed and divided by anchors a picture times pictures. Inputs: logits
 * of each level {@code [N, A_l]}, then offsets of each level {@code [N, A_l·4]}. Outputs: the two
 * losses, {@code [1]} each.
 */
record RpnLoss(TrainingBatch batch, int levels) implements Kernel {
  @Override
  public String name() {
    return "rpn_loss";
  }

  @Override
  public long[][] shapes(long[][] in) {
    return new long[][] {{1}, {1}};
  }

  @Override
  public Reads reads() {
    return Reads.INPUTS;
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    var sources = Arrays.stream(in).map(HostArray::buffer).toArray(FloatBuffer[]::new);
    int count = (int) in[0].size(0);
    return HostArray.program(
        in,
        out,
        () -> {
          var sums = new double[count][2];
          HostLoop.over(count, n -> sums[n] = losses(n, in, sources));
          double objectness = 0;
          double boxes = 0;
          for (var sum : sums) {
            objectness += sum[0];
            boxes += sum[1];
          }
          float weight = batch.anchorWeight();
          HostArray.write(out[0], new float[] {(float) (objectness * weight)});
          HostArray.write(out[1], new float[] {(float) (boxes * weight)});
        });
  }

  private double[] losses(int n, INDArray[] in, FloatBuffer[] sources) {
    var targets = batch.targets(n);
    double objectness = 0;
    double boxes = 0;
    for (int i = 0; i < targets.positives().length; i++) {
      var place = Place.of(targets.positives()[i], n, in, levels);
      objectness += softplus(-sources[place.level()].get(place.at()));
      for (int k = 0; k < 4; k++) {
        boxes +=
            Math.abs(
                sources[levels + place.level()].get(4 * place.at() + k)
                    - (double) targets.deltas()[4 * i + k]);
      }
    }
    for (int anchor : targets.negatives()) {
      var place = Place.of(anchor, n, in, levels);
      objectness += softplus(sources[place.level()].get(place.at()));
    }
    return new double[] {objectness, boxes};
  }

  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    var sources = Arrays.stream(in).map(HostArray::buffer).toArray(FloatBuffer[]::new);
    var targets = Arrays.stream(gradIn).map(HostArray::buffer).toArray(FloatBuffer[]::new);
    int count = (int) in[0].size(0);
    var reads = Arrays.copyOf(in, in.length + 2);
    reads[in.length] = gradOut[0];
    reads[in.length + 1] = gradOut[1];
    return HostArray.program(
        reads,
        gradIn,
        () -> {
          for (var gradient : gradIn) {
            gradient.assign(0);
          }
          float objectness = batch.anchorWeight() * HostArray.copy(gradOut[0])[0];
          float boxes = batch.anchorWeight() * HostArray.copy(gradOut[1])[0];
          HostLoop.over(count, n -> scatter(n, in, sources, targets, objectness, boxes));
        });
  }

  private void scatter(
      int n,
      INDArray[] in,
      FloatBuffer[] sources,
      FloatBuffer[] gradients,
      float objectness,
      float boxes) {
    var targets = batch.targets(n);
    for (int i = 0; i < targets.positives().length; i++) {
      var place = Place.of(targets.positives()[i], n, in, levels);
      double logit = sources[place.level()].get(place.at());
      gradients[place.level()].put(place.at(), (float) (-objectness * sigmoid(-logit)));
      for (int k = 0; k < 4; k++) {
        int at = 4 * place.at() + k;
        float distance = sources[levels + place.level()].get(at) - targets.deltas()[4 * i + k];
        gradients[levels + place.level()].put(at, boxes * Math.signum(distance));
      }
    }
    for (int anchor : targets.negatives()) {
      var place = Place.of(anchor, n, in, levels);
      double logit = sources[place.level()].get(place.at());
      gradients[place.level()].put(place.at(), (float) (objectness * sigmoid(logit)));
    }
  }

  /** Where an anchor's logit lies: its level, and its place in that level's logits. */
  private record Place(int level, int at) {
    static Place of(int anchor, int n, INDArray[] in, int levels) {
      int rest = anchor;
      for (int level = 0; level < levels; level++) {
        int size = (int) in[level].size(1);
        if (rest < size) {
          return new Place(level, n * size + rest);
        }
        rest -= size;
      }
      throw new IllegalArgumentException("there is no anchor number " + anchor);
    }
  }
}
