package org.refspark.model.grmnet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.ArrayPool;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.Plan;

/** What the box head says about R regions at a time of a pyramid that another plan has computed. */
final class RegionPass {
  private final int places;
  private final SDVariable regions;
  private final SDVariable vectors;
  private final SDVariable expressions;
  private final SDVariable text;
  private final BoxHead.Output heads;
  private final Plan plan;

  /**
   * @param pyramid maps of the picture, read at each call
   * @param texts expressions that regions may belong to, at most
   * @param places R
   * @param pool memory of all such passes: none runs before what the one before it said is read
   */
  RegionPass(
      GrmNetConfig config,
      Parameters parameters,
      List<INDArray> pyramid,
      int texts,
      int places,
      ArrayPool pool) {
    this.places = places;
    var graph = Graph.forInference(parameters);
    var levels = new BoundLevels(graph, pyramid);
    int width = RegionRows.vectorWidth(config.references());
    this.regions = graph.input("regions", places, 6);
    this.vectors = width > 0 ? graph.input("vectors", places, width) : null;
    this.expressions = graph.input("expressions", places);
    this.text = graph.input("text", texts, config.language().channels());
    var fused =
        new RoiFusion(config, graph).fuse(levels.inputs(), regions, vectors, text, expressions);
    this.heads = new BoxHead(config, graph).predict(fused);
    this.plan = Plan.of(graph, List.of(heads.logits(), heads.deltas()), levels.bound(), pool);
  }

  Plan plan() {
    return plan;
  }

  /**
   * What the head says about 1 to R regions, by expression.
   *
   * @param textVectors of the expressions, one after the other
   */
  List<InferenceGraph.Heads> run(ProposedRegions proposed, float[] textVectors) {
    var rows = Arrays.copyOf(proposed.regions(), 6 * places);
    for (int place = proposed.count(); place < places; place++) {
      rows[6 * place] = -1;
    }
    HostArray.write(plan.array(regions), rows);
    if (vectors != null) {
      HostArray.write(plan.array(vectors), proposed.vectors());
    }
    HostArray.write(plan.array(expressions), proposed.expressions());
    HostArray.write(plan.array(text), textVectors);
    plan.run();
    var found = new ArrayList<InferenceGraph.Heads>();
    int from = 0;
    for (var proposals : proposed.proposals()) {
      int to = from + proposals.count();
      found.add(
          new InferenceGraph.Heads(
              proposals, rows(heads.logits(), from, to), rows(heads.deltas(), from, to)));
      from = to;
    }
    return found;
  }

  private float[] rows(SDVariable matrix, int from, int to) {
    var array = plan.array(matrix);
    int width = (int) array.size(1);
    var values = new float[(to - from) * width];
    HostArray.range(array, from * width, to * width).get(0, values);
    return values;
  }
}
