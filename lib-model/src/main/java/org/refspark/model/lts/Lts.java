package org.refspark.model.lts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.Explanation;
import org.refspark.model.LocalisationExplanation;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.Initial;
import org.refspark.model.nn.Layers;
import org.refspark.model.nn.Loss;
import org.refspark.model.nn.Norm;
import org.refspark.model.onemask.Answer;
import org.refspark.model.onemask.MaskNetwork;
import org.refspark.model.onemask.PixelScale;
import org.refspark.model.onemask.Seen;
import org.refspark.model.onemask.Targets;
import org.refspark.model.onemask.Words;

/**
 * LTS (Jing et al. 2021, Figure 2): backbone, bidirectional GRU, fusion, localisation,
 * segmentation. S is the side of the input: H_mask has S/8 cells a side, P_mask S/4.
 *
 * @param config what is chosen
 * @param vocabulary number of ids of words
 */
public record Lts(LtsConfig config, int vocabulary) implements MaskNetwork {
  private static final String HEAT = "heat";
  private static final String FILTER = "filter.";

  @Override
  public int imageSize() {
    return config.imageSize();
  }

  @Override
  public int context() {
    return config.language().context();
  }

  @Override
  public PixelScale pixelScale() {
    return config.backbone() == LtsConfig.Backbone.DARKNET ? PixelScale.UNIT : PixelScale.IMAGENET;
  }

  @Override
  public double threshold() {
    return config.threshold();
  }

  private Layers layers(Graph graph, String part) {
    return new Layers(graph, part, config.norm(), config.normGroups());
  }

  private Fusion fusion(Graph graph) {
    return new Fusion(config.fusion(), layers(graph, "fusion"));
  }

  @Override
  public List<SDVariable> see(Graph graph, SDVariable pixels) {
    var backbone = layers(graph, "backbone");
    var maps =
        config.backbone() == LtsConfig.Backbone.DARKNET
            ? config.darknet().features(backbone, pixels)
            : config.resnet().features(backbone, pixels);
    int last = maps.size() - 1;
    return fusion(graph).project(List.of(maps.get(last), maps.get(last - 1), maps.get(last - 2)));
  }

  @Override
  public Answer answer(Graph graph, List<SDVariable> seen, Words words) {
    var text =
        new TextEncoder(config.language(), graph)
            .encode(vocabulary, words.idsByPlace(), words.lengths());
    var fused = fusion(graph).fuse(seen, text.sentence());
    var head = new SegmentationHead(config.segmentation(), layers(graph, "segmentation"));
    boolean refine = config.segmentation().refine();
    if (config.localiser().kind() == LtsConfig.LocaliserChoices.Kind.NONE) {
      var logits = refine ? head.segment(fused) : direct(graph, fused);
      return new Answer(logits, Map.of(HEAT, logits));
    }
    var maps =
        new Localiser(config.localiser(), new Layers(graph, "localiser", Norm.GROUP, 1))
            .locate(fused, text);
    var heat = maps.get(maps.size() - 1);
    var views = new HashMap<String, SDVariable>();
    views.put(HEAT, heat);
    for (int i = 0; i < maps.size(); i++) {
      views.put(FILTER + i, maps.get(i));
    }
    return new Answer(refine ? head.segment(fused, heat) : heat, views, heat);
  }

  /** What answers with neither localisation nor segmentation: a 1×1 convolution. */
  private SDVariable direct(Graph graph, SDVariable fused) {
    var shape = graph.shape(fused);
    var logits =
        layers(graph, "segmentation").biasedConv(fused, "direct", 1, 1, Initial.kaiming(shape[3]));
    return graph.reshape(logits, shape[0], shape[1], shape[2]);
  }

  /** L = L_seg + λ·L_loc (eq. 11–13); of several filters L_loc is the mean. */
  @Override
  public Map<String, SDVariable> losses(Graph graph, Answer answer, Targets targets) {
    var losses = new LinkedHashMap<String, SDVariable>();
    losses.put("segmentation", loss(graph, answer.logits(), targets, 1));
    var maps = new ArrayList<SDVariable>();
    for (int i = 0; answer.views().containsKey(FILTER + i); i++) {
      maps.add(answer.views().get(FILTER + i));
    }
    double weight = config.loss().localisation() / maps.size();
    if (config.loss().localisation() > 0) {
      var terms = maps.stream().map(map -> loss(graph, map, targets, weight));
      losses.put("localisation", graph.sum(terms.toArray(SDVariable[]::new)));
    }
    return losses;
  }

  private static SDVariable loss(Graph graph, SDVariable logits, Targets targets, double weight) {
    int side = (int) graph.shape(logits)[1];
    return graph.one(
        Loss.SIGMOID_CROSS_ENTROPY,
        logits,
        targets.masks(side),
        targets.sumOverPixels(side, weight));
  }

  @Override
  public Explanation explain(Seen seen) {
    var heat = seen.view(HEAT);
    return new LocalisationExplanation(
        seen.words(), seen.probabilities(heat), seen.point(heat), seen.answer(), seen.detections());
  }
}
