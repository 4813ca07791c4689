package org.refspark.model.grmnet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.ArrayPool;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.Plan;
import org.refspark.model.nn.Loss;

/** The mask head's loss and gradients for Q regions of pyramids that another plan has computed. */
final class MaskLossGraph {
  private static final int BINS = MaskHead.SIZE * MaskHead.SIZE;

  private final int masks;
  private final Graph graph;
  private final List<SDVariable> levels = new ArrayList<>();
  private final SDVariable regions;
  private final SDVariable classes;
  private final SDVariable targets;
  private final SDVariable weights;
  private final SDVariable loss;
  private Plan plan;

  /**
   * @param levelShapes of the pyramid's maps, finest first
   * @param masks Q
   */
  MaskLossGraph(GrmNetConfig config, Parameters parameters, List<long[]> levelShapes, int masks) {
    this.masks = masks;
    this.graph = Graph.forTraining(parameters);
    for (var shape : levelShapes) {
      levels.add(graph.input("level." + levels.size(), shape));
    }
    this.regions = graph.input("regions", masks, 6);
    this.classes = graph.input("classes", masks);
    this.targets = graph.input("targets", masks, MaskHead.SIZE, MaskHead.SIZE, 1);
    this.weights = graph.input("weights", masks, MaskHead.SIZE, MaskHead.SIZE, 1);
    var pooled = new RoiFusion(config, graph).pool(levels, regions, GrmNetConfig.Roi.MASK_BINS);
    var logits = new MaskHead(config, graph).predict(pooled, classes);
    this.loss = graph.one(Loss.SIGMOID_CROSS_ENTROPY, logits, targets, weights);
  }

  /** The mask head, whose weights the loss depends on. */
  Graph graph() {
    return graph;
  }

  /**
   * Makes it ready to run.
   *
   * @param pyramid maps to read, by level
   * @param out the loss, then the gradients of all levels but the coarsest, from which nothing is
   *     pooled, and of the trainable weights
   */
  void bind(INDArray[] pyramid, INDArray[] out, ArrayPool pool) {
    var names = new ArrayList<String>();
    levels.subList(0, levels.size() - 1).forEach(level -> names.add(level.name()));
    graph.trainable().forEach(weight -> names.add(weight.name()));
    var gradients = graph.gradients(loss, names);
    var outputs = new ArrayList<SDVariable>(List.of(loss));
    var bound = new HashMap<String, INDArray>();
    bound.put(loss.name(), out[0]);
    for (int i = 0; i < names.size(); i++) {
      var gradient = gradients.get(names.get(i));
      outputs.add(gradient);
      bound.put(gradient.name(), out[i + 1]);
    }
    for (int i = 0; i < pyramid.length; i++) {
      bound.put(levels.get(i).name(), pyramid[i]);
    }
    plan = Plan.of(graph, outputs, bound, pool);
  }

  /** What {@link #run} runs. */
  Plan plan() {
    return plan;
  }

  /**
   * Computes the loss and the gradients of some regions. Places that are left over repeat them
   * without weight, so that batch statistics see nothing else.
   *
   * @param rows which rows of the arrays that follow, 1 to Q
   * @param of regions as RoIAlign takes them, classes, targets and weights
   */
  void run(int[] rows, float[][] of) {
    var filled =
        new float[][] {
          new float[6 * masks], new float[masks], new float[masks * BINS], new float[masks * BINS]
        };
    for (int i = 0; i < masks; i++) {
      int row = rows[i % rows.length];
      System.arraycopy(of[0], 6 * row, filled[0], 6 * i, 6);
      filled[1][i] = of[1][row];
      System.arraycopy(of[2], BINS * row, filled[2], BINS * i, BINS);
      if (i < rows.length) {
        System.arraycopy(of[3], BINS * row, filled[3], BINS * i, BINS);
      }
    }
    var inputs = List.of(regions, classes, targets, weights);
    for (int i = 0; i < filled.length; i++) {
      HostArray.write(plan.array(inputs.get(i)), filled[i]);
    }
    plan.run();
  }
}
