package org.refspark.model.grmnet;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.boxes.Matcher;
import org.refspark.model.boxes.RoiSampler;
import org.refspark.model.boxes.RoiTargets;
import org.refspark.model.boxes.Sampler;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.HostLoop;
import org.refspark.model.graph.Kernel;

/**
 * Chooses the regions that the heads learn from, with their references and targets; stops
 * gradients. Inputs: the RPN's logits and offsets by level. Outputs, with R regions and M mask
 * slots an example, in the order of {@link Out}.
 */
final class TrainingRegions implements Kernel {
  /** The outputs. */
  enum Out {
    /** {@code [N·R, 6]} for RoIAlign. */
    REGIONS,
    /** Position and references {@code [N·R, V]}; one column of zeros where neither is used. */
    VECTORS,
    /** Class {@code [N·R]}, background last. */
    LABELS,
    /** Weight of the classification loss {@code [N·R]}. */
    LABEL_WEIGHTS,
    /** Offsets to the object {@code [N·R, 4]}. */
    BOX_TARGETS,
    /** Weight of the box loss {@code [N·R, 4]}. */
    BOX_WEIGHTS,
    /** Foreground regions {@code [N·M, 6]} for RoIAlign; picture −1 where there is none. */
    MASK_REGIONS,
    /** Their classes {@code [N·M]}. */
    MASK_LABELS,
    /** {@code [N·M, 28, 28, 1]}. */
    MASK_TARGETS,
    /** {@code [N·M, 28, 28, 1]}. */
    MASK_WEIGHTS
  }

  private final GrmNetConfig config;
  private final TrainingBatch batch;
  private final ProposalReader reader;
  private final RegionRows rows;
  private final RoiSampler sampler;
  private final MaskTargets masks;
  private final float[] classWeights;
  private final int examplesPerPicture;

  /**
   * @param classWeights weight of each class, background last
   * @param examplesPerPicture expressions of one picture that follow each other
   */
  TrainingRegions(
      GrmNetConfig config,
      TrainingBatch batch,
      ProposalReader reader,
      float[] classWeights,
      int examplesPerPicture) {
    this.config = config;
    this.batch = batch;
    this.reader = reader;
    this.rows = new RegionRows(config);
    this.masks = new MaskTargets(config.loss().maskTarget());
    this.classWeights = classWeights.clone();
    this.examplesPerPicture = examplesPerPicture;
    float threshold = (float) config.roi().foregroundIou();
    this.sampler =
        new RoiSampler(
            new Sampler(config.roi().sample(), config.roi().positiveShare()),
            new Matcher(threshold, threshold, Matcher.LowQuality.POSITIVE),
            RoiSampler.GroundTruthBoxes.APPENDED,
            config.categories());
  }

  @Override
  public String name() {
    return "training_regions";
  }

  @Override
  public boolean differentiable(int input) {
    return false;
  }

  @Override
  public long[][] shapes(long[][] in) {
    long n = in[0][0];
    long r = n * config.roi().sample();
    long m = n * config.roi().maskSlots();
    long width = Math.max(1, RegionRows.vectorWidth(config.references()));
    long side = MaskHead.SIZE;
    return new long[][] {
      {r, 6},
      {r, width},
      {r},
      {r},
      {r, 4},
      {r, 4},
      {m, 6},
      {m},
      {m, side, side, 1},
      {m, side, side, 1}
    };
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    int examples = (int) in[0].size(0);
    return HostArray.program(
        in,
        out,
        () -> {
          var values =
              Arrays.stream(out)
                  .map(array -> new float[Math.toIntExact(array.length())])
                  .toArray(float[][]::new);
          HostLoop.over(examples, n -> example(n, in, values));
          for (int i = 0; i < out.length; i++) {
            HostArray.write(out[i], values[i]);
          }
        });
  }

  private void example(int n, INDArray[] in, float[][] out) {
    var example = batch.example(n);
    var proposals = reader.read(n, in);
    var targets =
        sampler.sample(proposals.boxes(), example.boxes(), example.classes(), example.seed() + 1);
    int regions = config.roi().sample();
    int first = n * regions;
    int picture = n / examplesPerPicture;
    for (int i = 0; i < regions; i++) {
      rows.region(out[Out.REGIONS.ordinal()], first + i, picture, targets.boxes(), i);
    }
    if (RegionRows.vectorWidth(config.references()) > 0) {
      references(targets, proposals.boxes(), out[Out.VECTORS.ordinal()], first);
    }
    labels(example, targets, out, first);
    masks(example, targets, out, n, picture);
  }

  private void references(RoiTargets targets, float[] proposals, float[] vectors, int first) {
    if (config.references().training() == GrmNetConfig.TrainingReferences.PAPER) {
      rows.vectors(vectors, first, targets.boxes(), targets.proposals(), proposals);
      return;
    }
    var members = new int[config.roi().sample()];
    for (int i = 0; i < members.length; i++) {
      members[i] = i < targets.valid() ? i : -1;
    }
    var list = Arrays.copyOf(targets.boxes(), 4 * targets.valid());
    rows.vectors(vectors, first, targets.boxes(), members, list);
  }

  private void labels(Example example, RoiTargets targets, float[][] out, int first) {
    float share = example.real() ? 1f / (Math.max(1, targets.valid()) * (float) batch.real()) : 0;
    for (int i = 0; i < config.roi().sample(); i++) {
      int label = targets.labels()[i];
      out[Out.LABELS.ordinal()][first + i] = label;
      out[Out.LABEL_WEIGHTS.ordinal()][first + i] =
          targets.weights()[i] * share * classWeights[label];
      boolean foreground = i < targets.foreground();
      for (int k = 0; k < 4; k++) {
        int at = 4 * (first + i) + k;
        out[Out.BOX_TARGETS.ordinal()][at] = targets.deltas()[4 * i + k];
        out[Out.BOX_WEIGHTS.ordinal()][at] = foreground ? share : 0;
      }
    }
  }

  private void masks(Example example, RoiTargets targets, float[][] out, int n, int picture) {
    int slots = config.roi().maskSlots();
    int used = Math.min(slots, targets.foreground());
    int pixels = MaskHead.SIZE * MaskHead.SIZE;
    for (int slot = 0; slot < slots; slot++) {
      int row = n * slots + slot;
      if (slot >= used) {
        out[Out.MASK_REGIONS.ordinal()][6 * row] = -1;
        continue;
      }
      rows.region(out[Out.MASK_REGIONS.ordinal()], row, picture, targets.boxes(), slot);
      out[Out.MASK_LABELS.ordinal()][row] = targets.labels()[slot];
      int instance = example.targets().get(targets.groundTruth()[slot]);
      var box = Arrays.copyOfRange(targets.boxes(), 4 * slot, 4 * slot + 4);
      float weight = 1f / ((float) pixels * used * batch.real());
      masks.write(
          example.picture(),
          instance,
          box,
          weight,
          out[Out.MASK_TARGETS.ordinal()],
          out[Out.MASK_WEIGHTS.ordinal()],
          row * pixels);
    }
  }
}
