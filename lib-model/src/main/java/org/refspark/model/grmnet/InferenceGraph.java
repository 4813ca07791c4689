package org.refspark.model.grmnet;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.data.text.Vocabulary;
import org.refspark.model.boxes.Proposals;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.Plan;

/**
 * GRM-Net's answer in three graphs on shared weights: a picture's pyramid, computed once; what some
 * expressions find in it; masks of what was found.
 */
final class InferenceGraph {
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
  private final int expressions;
  private final Trunk trunk;
  private final Graph pictureGraph;
  private final SDVariable pixels;
  private final List<SDVariable> levels;
  private final Graph queryGraph;
  private final TextInputs text;
  private final List<SDVariable> coordinates;
  private final List<SDVariable> queryLevels;
  private final ProposedRegions regions;
  private final BoxHead.Output heads;
  private final Graph maskGraph;
  private final List<SDVariable> maskLevels;
  private final SDVariable maskRegions;
  private final SDVariable maskClasses;
  private final SDVariable maskLogits;
  private Plan picturePlan;
  private Plan queryPlan;
  private Plan maskPlan;

  InferenceGraph(GrmNetConfig config, Parameters parameters, Vocabulary vocabulary) {
    this.config = config;
    this.expressions = Math.max(1, Math.min(EXPRESSIONS, REGIONS / config.rpn().postNmsTest()));
    this.trunk = new Trunk(config);
    this.pictureGraph = Graph.forInference(parameters);
    this.pixels = pictureGraph.input("picture", 1, config.imageSize(), config.imageSize(), 3);
    this.levels = trunk.pyramid(pictureGraph, pixels);

    this.queryGraph = Graph.forInference(parameters);
    this.text = new TextInputs(queryGraph, config.language(), vocabulary, expressions);
    this.coordinates = trunk.coordinates(queryGraph);
    this.queryLevels = levelInputs(queryGraph);
    var encoder = new LanguageEncoder(config.language(), queryGraph);
    var expression = text.encode(encoder, vocabulary.size());
    var rpn =
        Trunk.logitsThenDeltas(
            new RpnFusion(config, queryGraph)
                .levels(queryLevels, coordinates, encoder.textVector(expression, "rpn")));
    var reader = trunk.reader(config.rpn().preNmsTest(), config.rpn().postNmsTest());
    this.regions = new ProposedRegions(config, reader);
    var rows = queryGraph.apply(regions, rpn);
    boolean seen = RegionRows.vectorWidth(config.references()) > 0;
    var fused =
        new RoiFusion(config, queryGraph)
            .fuse(
                queryLevels, rows[0], seen ? rows[1] : null, encoder.textVector(expression, "roi"));
    this.heads = new BoxHead(config, queryGraph).predict(fused);

    this.maskGraph = Graph.forInference(parameters);
    this.maskLevels = levelInputs(maskGraph);
    this.maskRegions = maskGraph.input("regions", MASKS, 6);
    this.maskClasses = maskGraph.input("classes", MASKS);
    var pooled =
        new RoiFusion(config, maskGraph).pool(maskLevels, maskRegions, GrmNetConfig.Roi.MASK_BINS);
    this.maskLogits = new MaskHead(config, maskGraph).predict(pooled, maskClasses);
  }

  private List<SDVariable> levelInputs(Graph graph) {
    return java.util.stream.IntStream.range(0, levels.size())
        .mapToObj(i -> graph.input("level." + i, pictureGraph.shape(levels.get(i))))
        .toList();
  }

  private void prepare() {
    if (picturePlan != null) {
      return;
    }
    picturePlan = Plan.of(pictureGraph, levels);
    queryPlan = Plan.of(queryGraph, List.of(heads.logits(), heads.deltas()), pyramid(queryLevels));
    Trunk.writeCoordinates(queryPlan, coordinates);
    maskPlan = Plan.of(maskGraph, List.of(maskLogits), pyramid(maskLevels));
  }

  /** The plans of a picture, a pass of expressions and a pass of masks. */
  List<Plan> plans() {
    prepare();
    return List.of(picturePlan, queryPlan, maskPlan);
  }

  private Map<String, INDArray> pyramid(List<SDVariable> inputs) {
    var bound = new HashMap<String, INDArray>();
    for (int i = 0; i < inputs.size(); i++) {
      bound.put(inputs.get(i).name(), picturePlan.array(levels.get(i)));
    }
    return bound;
  }

  /** Expressions of one pass. */
  int expressions() {
    return expressions;
  }

  /** The kernel that proposes, for those who want to see proposals or hide references. */
  ProposedRegions regions() {
    return regions;
  }

  /** Computes a picture's pyramid; the following calls are about this picture. */
  void look(PreparedPicture picture) {
    prepare();
    var values = new float[config.imageSize() * config.imageSize() * 3];
    picture.write(values, 0);
    HostArray.write(picturePlan.array(pixels), values);
    picturePlan.run();
  }

  /** What at most {@link #expressions()} expressions find. */
  List<Heads> ask(List<String> texts) {
    text.write(queryPlan, texts);
    queryPlan.run();
    var logits = queryPlan.array(heads.logits());
    var deltas = queryPlan.array(heads.deltas());
    return java.util.stream.IntStream.range(0, texts.size())
        .mapToObj(n -> heads(n, logits, deltas))
        .toList();
  }

  private Heads heads(int n, INDArray logits, INDArray deltas) {
    var proposals = regions.proposals(n);
    int first = n * config.rpn().postNmsTest();
    return new Heads(
        proposals, rows(logits, first, proposals.count()), rows(deltas, first, proposals.count()));
  }

  private static float[] rows(INDArray matrix, int first, int count) {
    int width = (int) matrix.size(1);
    var values = new float[count * width];
    HostArray.buffer(matrix).get(first * width, values);
    return values;
  }

  /**
   * Mask logits, 28×28 each.
   *
   * @param boxes in pixels of the input, flat
   * @param classes of the boxes, from 0
   */
  float[][] masks(float[] boxes, int[] classes) {
    var rows = new RegionRows(config);
    var result = new float[classes.length][];
    int pixelCount = MaskHead.SIZE * MaskHead.SIZE;
    for (int from = 0; from < classes.length; from += MASKS) {
      var regionRows = new float[6 * MASKS];
      var regionClasses = new float[MASKS];
      for (int i = 0; i < MASKS; i++) {
        if (from + i < classes.length) {
          rows.region(regionRows, i, 0, boxes, from + i);
          regionClasses[i] = classes[from + i];
        } else {
          regionRows[6 * i] = -1;
        }
      }
      HostArray.write(maskPlan.array(maskRegions), regionRows);
      HostArray.write(maskPlan.array(maskClasses), regionClasses);
      maskPlan.run();
      for (int i = 0; i < MASKS && from + i < classes.length; i++) {
        result[from + i] = new float[pixelCount];
        HostArray.buffer(maskPlan.array(maskLogits)).get(i * pixelCount, result[from + i]);
      }
    }
    return result;
  }
}
