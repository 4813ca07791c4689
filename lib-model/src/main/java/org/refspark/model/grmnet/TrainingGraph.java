package org.refspark.model.grmnet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.refspark.data.text.Vocabulary;
import org.refspark.model.Query;
import org.refspark.model.RecentPictures;
import org.refspark.model.StepReport;
import org.refspark.model.Work;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.Plan;
import org.refspark.model.nn.Loss;
import org.refspark.model.nn.SelectChannels;

/**
 * GRM-Net with its losses and gradients, for a fixed number of pictures and expressions a picture.
 */
final class TrainingGraph implements Work {
  private final GrmNetConfig config;
  private final Parameters parameters;
  private final int pictures;
  private final int expressions;
  private final Graph graph;
  private final Trunk trunk;
  private final TrainingBatch batch;
  private final SDVariable pixels;
  private final TextInputs text;
  private final List<SDVariable> coordinates;
  private final Map<String, SDVariable> losses = new LinkedHashMap<>();
  private final MaskLoss maskLoss;
  private final SDVariable total;
  private Plan plan;
  private INDArray gradients;

  /**
   * @param pictures of a batch
   * @param expressions of each picture
   * @param classWeights weight of each class, background last
   */
  TrainingGraph(
      GrmNetConfig config,
      Parameters parameters,
      Vocabulary vocabulary,
      int pictures,
      int expressions,
      float[] classWeights) {
    this.config = config;
    this.parameters = parameters;
    this.pictures = pictures;
    this.expressions = expressions;
    this.graph = Graph.forTraining(parameters);
    this.trunk = new Trunk(config);
    this.batch = new TrainingBatch(config.rpn(), trunk.anchors());
    this.pixels = graph.input("pictures", pictures, config.imageSize(), config.imageSize(), 3);
    this.text = new TextInputs(graph, config.language(), vocabulary, pictures * expressions);
    this.coordinates = trunk.coordinates(graph);
    var levels = trunk.pyramid(graph, pixels);
    var encoder = new LanguageEncoder(config.language(), graph);
    var expression = text.encode(encoder, vocabulary.size());
    var rpn =
        Trunk.logitsThenDeltas(
            new RpnFusion(config, graph)
                .levels(levels, coordinates, encoder.textVector(expression, "rpn")));
    var rpnLosses = graph.apply(new RpnLoss(batch, levels.size()), rpn);
    losses.put("rpn-objectness", rpnLosses[0]);
    losses.put("rpn-box", rpnLosses[1]);
    var reader = trunk.reader(config.rpn().preNmsTrain(), config.rpn().postNmsTrain());
    var regions =
        graph.apply(new TrainingRegions(config, batch, reader, classWeights, expressions), rpn);
    headLosses(levels, regions, encoder.textVector(expression, "roi"));
    this.maskLoss = new MaskLoss(config, parameters, levels.stream().map(graph::shape).toList());
    losses.put("mask", maskLoss(levels, regions));
    this.total = graph.sum(losses.values().toArray(SDVariable[]::new));
  }

  private void headLosses(List<SDVariable> levels, SDVariable[] regions, SDVariable textVector) {
    var fusion = new RoiFusion(config, graph);
    boolean seen = RegionRows.vectorWidth(config.references()) > 0;
    var vectors = seen ? out(regions, TrainingRegions.Out.VECTORS) : null;
    var rows = out(regions, TrainingRegions.Out.REGIONS);
    var fused = fusion.fuse(levels, rows, vectors, textVector, null);
    var head = new BoxHead(config, graph).predict(fused);
    var labels = out(regions, TrainingRegions.Out.LABELS);
    losses.put(
        "class",
        graph.one(
            Loss.SOFTMAX_CROSS_ENTROPY,
            head.logits(),
            labels,
            out(regions, TrainingRegions.Out.LABEL_WEIGHTS)));
    losses.put(
        "box",
        graph.one(
            Loss.L1,
            graph.one(new SelectChannels(4), head.deltas(), labels),
            out(regions, TrainingRegions.Out.BOX_TARGETS),
            out(regions, TrainingRegions.Out.BOX_WEIGHTS)));
  }

  private SDVariable maskLoss(List<SDVariable> levels, SDVariable[] regions) {
    var in = new ArrayList<SDVariable>();
    in.add(out(regions, TrainingRegions.Out.MASK_REGIONS));
    in.add(out(regions, TrainingRegions.Out.MASK_LABELS));
    in.add(out(regions, TrainingRegions.Out.MASK_TARGETS));
    in.add(out(regions, TrainingRegions.Out.MASK_WEIGHTS));
    in.addAll(levels);
    in.addAll(maskLoss.weights(graph));
    return graph.apply(maskLoss, in.toArray(SDVariable[]::new))[0];
  }

  private static SDVariable out(SDVariable[] regions, TrainingRegions.Out which) {
    return regions[which.ordinal()];
  }

  /** The plan, made at the first step: inference alone never pays for it. */
  Plan plan() {
    if (plan == null) {
      gradients = Nd4j.zeros(DataType.FLOAT, parameters.layout().trainableLength());
      var outputs = new ArrayList<>(losses.values());
      outputs.add(total);
      var bound = new HashMap<String, INDArray>();
      for (var entry : graph.gradients(total).entrySet()) {
        outputs.add(entry.getValue());
        var slot = parameters.layout().slot(entry.getKey());
        bound.put(entry.getValue().name(), Parameters.view(gradients, slot));
      }
      plan = Plan.of(graph, outputs, bound);
      Trunk.writeCoordinates(plan, coordinates);
    }
    return plan;
  }

  @Override
  public long multiplyAdds() {
    return plan().multiplyAdds() + maskLoss.multiplyAdds();
  }

  @Override
  public long bytes() {
    return plan().bytes() + maskLoss.bytes();
  }

  @Override
  public void listen(Listener listener) {
    plan().listen(listener);
  }

  StepReport run(
      List<Query> queries, RecentPictures<PreparedPicture> cache, long seed, INDArray gradient) {
    var ready = plan();
    int real = load(queries, cache, seed);
    graph.seed().set(seed);
    ready.run();
    gradient.assign(gradients);
    var parts = new LinkedHashMap<String, Double>();
    losses.forEach((name, loss) -> parts.put(name, value(loss)));
    return new StepReport(real, value(total), parts);
  }

  private double value(SDVariable scalar) {
    return HostArray.copy(plan.array(scalar))[0];
  }

  /** Writes the batch into the inputs; returns the number of its examples. */
  private int load(List<Query> queries, RecentPictures<PreparedPicture> cache, long seed) {
    if (queries.isEmpty() || queries.size() > pictures) {
      throw new IllegalArgumentException(
          "the batch has %d pictures, the network was built for 1 to %d"
              .formatted(queries.size(), pictures));
    }
    var values = new float[pictures * config.imageSize() * config.imageSize() * 3];
    var examples = new ArrayList<Example>();
    var texts = new ArrayList<String>();
    int real = 0;
    for (int b = 0; b < pictures; b++) {
      var query = queries.get(Math.min(b, queries.size() - 1));
      int asked = b < queries.size() ? query.expressions().size() : 0;
      if (asked > expressions) {
        throw new IllegalArgumentException(
            "picture %s comes with %d expressions, the network was built for at most %d"
                .formatted(query.image().id(), asked, expressions));
      }
      var picture = cache.of(query.image());
      picture.write(values, b);
      for (int e = 0; e < expressions; e++) {
        boolean given = e < asked;
        texts.add(given ? query.expression(e).text() : "");
        examples.add(
            given
                ? Example.of(
                    picture,
                    query.expression(e).targets(),
                    exampleSeed(seed, query.expression(e).id()))
                : Example.filling(picture));
        real += given ? 1 : 0;
      }
    }
    HostArray.write(plan.array(pixels), values);
    text.write(plan, texts);
    batch.set(examples);
    return real;
  }

  private static long exampleSeed(long seed, String id) {
    return (seed * 31 + id.hashCode()) * 0x9E3779B97F4A7C15L;
  }
}
