package org.refspark.model.grmnet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.data.text.Vocabulary;
import org.refspark.model.boxes.Proposals;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.HostLoop;
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.Plan;

/** What the RPN says about N expressions at a time in a pyramid that another plan has computed. */
final class QueryPass {
  private final TextInputs text;
  private final ProposalReader reader;
  private final SDVariable[] rpn;
  private final SDVariable vectors;
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
    var trunk = new Trunk(config);
    var graph = Graph.forInference(parameters);
    this.text = new TextInputs(graph, config.language(), vocabulary, expressions);
    var coordinates = trunk.coordinates(graph);
    var levels = new BoundLevels(graph, pyramid);
    var encoder = new LanguageEncoder(config.language(), graph);
    var expression = text.encode(encoder, vocabulary.size());
    this.rpn =
        Trunk.logitsThenDeltas(
            new RpnFusion(config, graph)
                .levels(levels.inputs(), coordinates, encoder.textVector(expression, "rpn")));
    this.reader = trunk.reader(config.rpn().preNmsTest(), config.rpn().postNmsTest());
    this.vectors = encoder.textVector(expression, "roi");
    var outputs = new ArrayList<>(List.of(rpn));
    outputs.add(vectors);
    this.plan = Plan.of(graph, outputs, levels.bound());
    Trunk.writeCoordinates(plan, coordinates);
  }

  Plan plan() {
    return plan;
  }

  /** Reads at most N expressions and looks for them. */
  void run(List<String> texts) {
    text.write(plan, texts);
    plan.run();
  }

  /** Proposals for the first expressions of the last run. */
  List<Proposals> proposals(int expressions) {
    var arrays = Arrays.stream(rpn).map(plan::array).toArray(INDArray[]::new);
    var found = new Proposals[expressions];
    HostArray.program(
            arrays,
            new INDArray[0],
            () -> HostLoop.over(expressions, n -> found[n] = reader.read(n, arrays)))
        .run();
    return List.of(found);
  }

  /** Text vectors for the RoI fusion of the last run {@code [N, C']}. */
  float[] textVectors() {
    return HostArray.copy(plan.array(vectors));
  }
}
