package org.refspark.model.grmnet;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.Plan;

/** Masks of Q regions at a time of a pyramid that another plan has computed. */
final class MaskPass {
  private static final int BINS = MaskHead.SIZE * MaskHead.SIZE;

  private final RegionRows rows;
  private final int masks;
  private final SDVariable regions;
  private final SDVariable classes;
  private final SDVariable logits;
  private final Plan plan;

  /**
   * @param pyramid maps of the picture, read at each call
   * @param masks Q
   */
  MaskPass(GrmNetConfig config, Parameters parameters, List<INDArray> pyramid, int masks) {
    this.rows = new RegionRows(config);
    this.masks = masks;
    var graph = Graph.forInference(parameters);
    var levels = new BoundLevels(graph, pyramid);
    this.regions = graph.input("regions", masks, 6);
    this.classes = graph.input("classes", masks);
    var pooled =
        new RoiFusion(config, graph).pool(levels.inputs(), regions, GrmNetConfig.Roi.MASK_BINS);
    this.logits = new MaskHead(config, graph).predict(pooled, classes);
    this.plan = Plan.of(graph, List.of(logits), levels.bound());
  }

  Plan plan() {
    return plan;
  }

  /**
   * Writes the logits of at most Q masks, 28×28 each.
   *
   * @param boxes in pixels of the input, flat
   * @param ofBoxes classes of the boxes, from 0
   * @param from the first of the boxes
   * @param result by box
   */
  void run(float[] boxes, int[] ofBoxes, int from, float[][] result) {
    var regionRows = new float[6 * masks];
    var regionClasses = new float[masks];
    int count = Math.min(masks, ofBoxes.length - from);
    for (int i = 0; i < masks; i++) {
      if (i < count) {
        rows.region(regionRows, i, 0, boxes, from + i);
        regionClasses[i] = ofBoxes[from + i];
      } else {
        regionRows[6 * i] = -1;
      }
    }
    HostArray.write(plan.array(regions), regionRows);
    HostArray.write(plan.array(classes), regionClasses);
    plan.run();
    for (int i = 0; i < count; i++) {
      result[from + i] = new float[BINS];
      HostArray.buffer(plan.array(logits)).get(i * BINS, result[from + i]);
    }
  }
}
