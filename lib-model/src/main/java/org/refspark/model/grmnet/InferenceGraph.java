package org.refspark.model.grmnet;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.data.text.Vocabulary;
import org.refspark.model.Work;
import org.refspark.model.boxes.Proposals;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.Passes;
import org.refspark.model.graph.Plan;

/**
 * GRM-Net's answer in graphs on shared weights: a picture's pyramid, computed once; what some
 * expressions find in it; masks of what was found.
 */
final class InferenceGraph implements Work {
  /** Regions of all expressions of a pass, at most: bounds the memory of the box head. */
  private static final int REGIONS = 2000;

  private static final int EXPRESSIONS = 8;

  private static final int MASKS = 16;

  /**
   * What the box head says about one expression's proposals.
   *
   * @param proposals P boxes
   * @param logits {@code [P, categories + 1]}
   * @param deltas {@code [P, categories·4]}
   */
  record Heads(Proposals proposals, float[] logits, float[] deltas) {}

  private final GrmNetConfig config;
  private final Graph graph;
  private final SDVariable pixels;
  private final List<SDVariable> levels;
  private final GlobalReferences references;
  private final Passes<QueryPass> queries;
  private final RegionPasses regions;
  private final Passes<MaskPass> masks;
  private Plan picturePlan;
  private Listener listener;
  private long multiplyAdds;

  InferenceGraph(GrmNetConfig config, Parameters parameters, Vocabulary vocabulary) {
    this.config = config;
    this.references = new RegionRows(config).references();
    this.graph = Graph.forInference(parameters);
    this.pixels = graph.input("picture", 1, config.imageSize(), config.imageSize(), 3);
    this.levels = new Trunk(config).pyramid(graph, pixels);
    int most = config.rpn().postNmsTest();
    int together = Integer.highestOneBit(Math.max(1, Math.min(EXPRESSIONS, REGIONS / most)));
    this.queries =
        new Passes<>(
            together,
            n -> {
              var pass = new QueryPass(config, parameters, vocabulary, pyramid(), n);
              pass.plan().listen(listener);
              return pass;
            });
    this.regions =
        new RegionPasses(
            most,
            (places, pool) -> {
              var pass = new RegionPass(config, parameters, pyramid(), together, places, pool);
              pass.plan().listen(listener);
              return pass;
            });
    this.masks =
        new Passes<>(
            MASKS,
            n -> {
              var pass = new MaskPass(config, parameters, pyramid(), n);
              pass.plan().listen(listener);
              return pass;
            });
  }

  private Plan picturePlan() {
    if (picturePlan == null) {
      picturePlan = Plan.of(graph, levels);
      picturePlan.listen(listener);
    }
    return picturePlan;
  }

  private List<INDArray> pyramid() {
    return levels.stream().map(picturePlan()::array).toList();
  }

  /** Computes a picture's pyramid; the following calls are about this picture. */
  void look(PreparedPicture picture) {
    var values = new float[config.imageSize() * config.imageSize() * 3];
    picture.write(values, 0);
    HostArray.write(picturePlan().array(pixels), values);
    picturePlan().run();
    multiplyAdds = picturePlan().multiplyAdds();
  }

  /** What expressions find, in order. */
  List<Heads> ask(List<String> texts) {
    var found = new ArrayList<Heads>();
    for (int size : queries.sizes(texts.size())) {
      int from = found.size();
      found.addAll(ask(queries.of(size), texts.subList(from, Math.min(texts.size(), from + size))));
    }
    return found;
  }

  private List<Heads> ask(QueryPass pass, List<String> texts) {
    return heads(pass, proposed(pass, texts));
  }

  private ProposedRegions proposed(QueryPass pass, List<String> texts) {
    pass.run(texts);
    multiplyAdds += pass.plan().multiplyAdds();
    long start = System.nanoTime();
    var proposed = ProposedRegions.of(config, pass.proposals(texts.size()));
    if (listener != null) {
      listener.ran("proposed_regions", System.nanoTime() - start);
    }
    return proposed;
  }

  private List<Heads> heads(QueryPass pass, ProposedRegions proposed) {
    if (proposed.count() == 0) {
      return proposed.proposals().stream()
          .map(none -> new Heads(none, new float[0], new float[0]))
          .toList();
    }
    var head = regions.of(proposed.count());
    multiplyAdds += head.plan().multiplyAdds();
    return head.run(proposed, pass.textVectors());
  }

  /** What an expression finds where no proposal has references. */
  Heads askWithoutReferences(String text) {
    var pass = queries.of(1);
    var proposed = proposed(pass, List.of(text));
    return heads(pass, proposed.withoutReferences(config.references())).get(0);
  }

  /** How references are chosen. */
  GlobalReferences references() {
    return references;
  }

  /**
   * Mask logits, 28×28 each.
   *
   * @param boxes in pixels of the input, flat
   * @param classes of the boxes, from 0
   */
  float[][] masks(float[] boxes, int[] classes) {
    var result = new float[classes.length][];
    int from = 0;
    for (int size : masks.sizes(classes.length)) {
      var pass = masks.of(size);
      pass.run(boxes, classes, from, result);
      multiplyAdds += pass.plan().multiplyAdds();
      from += size;
    }
    return result;
  }

  /** Of the picture seen last, what was asked about it and the masks that were made. */
  @Override
  public long multiplyAdds() {
    return multiplyAdds;
  }

  /** Of the picture and all passes so far. */
  @Override
  public long bytes() {
    return plans().mapToLong(Plan::bytes).sum() + regions.bytes();
  }

  @Override
  public void listen(Listener stepListener) {
    listener = stepListener;
    picturePlan();
    plans().forEach(plan -> plan.listen(listener));
    regions.made().forEach(pass -> pass.plan().listen(listener));
  }

  /** All plans but those of the box head, whose memory is one. */
  private Stream<Plan> plans() {
    return Stream.of(
            Stream.of(picturePlan()),
            queries.made().stream().map(QueryPass::plan),
            masks.made().stream().map(MaskPass::plan))
        .flatMap(plans -> plans);
  }
}
