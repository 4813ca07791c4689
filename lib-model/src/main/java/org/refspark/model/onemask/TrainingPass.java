package org.refspark.model.onemask;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.refspark.data.text.Tokenizer;
import org.refspark.model.Query;
import org.refspark.model.RecentPictures;
import org.refspark.model.StepReport;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.Plan;

/** A network with its losses and gradients, for a fixed number of pictures and expressions each. */
final class TrainingPass {
  private final MaskNetwork network;
  private final Parameters parameters;
  private final int pictures;
  private final int expressions;
  private final Graph graph;
  private final SDVariable pixels;
  private final WordInputs text;
  private final Targets targets;
  private final Map<String, SDVariable> losses;
  private final SDVariable total;
  private Plan plan;
  private INDArray gradients;

  TrainingPass(
      MaskNetwork network,
      Tokenizer tokenizer,
      Parameters parameters,
      int pictures,
      int expressions) {
    this.network = network;
    this.parameters = parameters;
    this.pictures = pictures;
    this.expressions = expressions;
    this.graph = Graph.forTraining(parameters);
    int examples = pictures * expressions;
    this.pixels = graph.input("pictures", pictures, network.imageSize(), network.imageSize(), 3);
    this.text = new WordInputs(graph, tokenizer, examples, network.context());
    this.targets = new Targets(graph, examples);
    var seen = new ArrayList<SDVariable>();
    for (var map : network.see(graph, pixels)) {
      seen.add(expressions == 1 ? map : graph.one(new RepeatRows(expressions), map));
    }
    var answer = network.answer(graph, seen, text.words());
    this.losses = new LinkedHashMap<>(network.losses(graph, answer, targets));
    this.total =
        losses.size() == 1
            ? losses.values().iterator().next()
            : graph.sum(losses.values().toArray(SDVariable[]::new));
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
    }
    return plan;
  }

  StepReport run(
      List<Query> queries, RecentPictures<LetterboxedPicture> cache, long seed, INDArray gradient) {
    var ready = plan();
    int real = load(queries, cache);
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

  /**
   * Draws the masks of the expressions, which the picture keeps, and cuts their words into pieces,
   * which CLIP's tokenizer keeps; one that looks words up has nothing to keep.
   */
  void prepare(Query query, LetterboxedPicture picture) {
    for (int e = 0; e < query.expressions().size(); e++) {
      text.prepare(query.expression(e).text());
      for (int side : targets.masks().keySet()) {
        picture.mask(query.expression(e).targets(), side);
      }
    }
  }

  /** Writes the batch into the inputs; returns the number of its examples. */
  private int load(List<Query> queries, RecentPictures<LetterboxedPicture> cache) {
    if (queries.isEmpty() || queries.size() > pictures) {
      throw new IllegalArgumentException(
          "the batch has %d pictures, the network was built for 1 to %d"
              .formatted(queries.size(), pictures));
    }
    int real = queries.stream().mapToInt(query -> query.expressions().size()).sum();
    var values = new float[pictures * network.imageSize() * network.imageSize() * 3];
    var texts = new ArrayList<String>();
    for (int b = 0; b < pictures; b++) {
      // Places left over repeat real examples, which batch statistics then see twice, and weigh
      // nothing.
      var query = queries.get(Math.min(b, queries.size() - 1));
      int asked = b < queries.size() ? query.expressions().size() : 0;
      if (asked > expressions) {
        throw new IllegalArgumentException(
            "picture %s comes with %d expressions, the network was built for at most %d"
                .formatted(query.image().id(), asked, expressions));
      }
      var picture = cache.of(query.image());
      network.pixelScale().write(picture.rgb(), values, b * picture.rgb().length);
      for (int e = 0; e < expressions; e++) {
        int example = b * expressions + e;
        texts.add(query.expression(Math.min(e, query.expressions().size() - 1)).text());
        writeTarget(example, e < asked ? query.expression(e).targets() : null, picture, 1.0 / real);
      }
    }
    HostArray.write(plan.array(pixels), values);
    text.write(plan, texts);
    return real;
  }

  /**
   * @param meant instances of the picture; null for an example that is not there
   */
  private void writeTarget(
      int example, List<Integer> meant, LetterboxedPicture picture, double share) {
    targets
        .masks()
        .forEach(
            (side, variable) -> {
              float[] mask = meant == null ? new float[side * side] : picture.mask(meant, side);
              HostArray.write(plan.array(variable), example * mask.length, mask);
            });
    targets
        .weights()
        .forEach(
            (weights, variable) -> {
              var values = new float[weights.side() * weights.side()];
              Arrays.fill(values, meant == null ? 0 : (float) (weights.perPixel() * share));
              HostArray.write(plan.array(variable), example * values.length, values);
            });
  }
}
