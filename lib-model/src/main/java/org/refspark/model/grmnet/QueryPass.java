package org.refspark.model.grmnet;

import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.data.text.Vocabulary;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.Plan;

/** What N expressions at a time find in a pyramid that another plan has computed. */
final class QueryPass {
  private final GrmNetConfig config;
  private final TextInputs text;
  private final ProposedRegions regions;
  private final BoxHead.Output heads;
  private final Plan plan;

  /**
   * @param pyramid maps of the picture, read at each call
   * @param expressions N
   */
  QueryPass(
      GrmNetConfig config,
      Parameters parameters,
      Vocabulary vocabulary,
      List<INDArray> pyramid,
      int expressions) {
    this.config = config;
    var trunk = new Trunk(config);
    var graph = Graph.forInference(parameters);
    this.text = new TextInputs(graph, config.language(), vocabulary, expressions);
    var coordinates = trunk.coordinates(graph);
    var levels = new BoundLevels(graph, pyramid);
    var encoder = new LanguageEncoder(config.language(), graph);
    var expression = text.encode(encoder, vocabulary.size());
    var rpn =
        Trunk.logitsThenDeltas(
            new RpnFusion(config, graph)
                .levels(levels.inputs(), coordinates, encoder.textVector(expression, "rpn")));
    var reader = trunk.reader(config.rpn().preNmsTest(), config.rpn().postNmsTest());
    this.regions = new ProposedRegions(config, reader);
    var rows = graph.apply(regions, rpn);
    boolean seen = RegionRows.vectorWidth(config.references()) > 0;
    var fused =
        new RoiFusion(config, graph)
            .fuse(
                levels.inputs(),
                rows[0],
                seen ? rows[1] : null,
                encoder.textVector(expression, "roi"));
    this.heads = new BoxHead(config, graph).predict(fused);
    this.plan = Plan.of(graph, List.of(heads.logits(), heads.deltas()), levels.bound());
    Trunk.writeCoordinates(plan, coordinates);
  }

  Plan plan() {
    return plan;
  }

  /** The kernel that proposes: knows how references are chosen, and may hide them. */
  ProposedRegions regions() {
    return regions;
  }

  /** What at most N expressions find. */
  List<InferenceGraph.Heads> ask(List<String> texts) {
    text.write(plan, texts);
    plan.run();
    var logits = plan.array(heads.logits());
    var deltas = plan.array(heads.deltas());
    return IntStream.range(0, texts.size()).mapToObj(n -> heads(n, logits, deltas)).toList();
  }

  private InferenceGraph.Heads heads(int n, INDArray logits, INDArray deltas) {
    var proposals = regions.proposals(n);
    int first = n * config.rpn().postNmsTest();
    return new InferenceGraph.Heads(
        proposals, rows(logits, first, proposals.count()), rows(deltas, first, proposals.count()));
  }

  private static float[] rows(INDArray matrix, int first, int count) {
    int width = (int) matrix.size(1);
    var values = new float[count * width];
    HostArray.buffer(matrix).get(first * width, values);
    return values;
  }
}
