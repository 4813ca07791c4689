package org.refspark.model.mmnet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.Explanation;
import org.refspark.model.QueryExplanation;
import org.refspark.model.clip.ClipText;
import org.refspark.model.clip.ClipTextConfig;
import org.refspark.model.graph.Graph;
import org.refspark.model.nn.Layers;
import org.refspark.model.nn.Loss;
import org.refspark.model.onemask.Answer;
import org.refspark.model.onemask.MaskNetwork;
import org.refspark.model.onemask.PixelScale;
import org.refspark.model.onemask.Seen;
import org.refspark.model.onemask.Targets;
import org.refspark.model.onemask.Words;

/**
 * MMNet (Yan et al. 2023, "Multi-Mask Network for Referring Image Segmentation"): CLIP reads the
 * expression and sees the picture; several queries weigh the words by what is seen; each query
 * reads a mask of its own from the decoded picture; the answer is their weighted sum.
 *
 * <p>Seen once for all expressions of a picture: the encoder, both necks up to the first layer that
 * knows the sentence, and the visual sides of the queries.
 */
public final class MmNet implements MaskNetwork {
  static final String MASKS = "masks";
  static final String SCORES = "scores";
  static final String ATTENTION = "attention";

  /** Maps of the fusion neck among what is seen; the rest belongs to the generator. */
  private static final int NECK_MAPS = 3;

  private final MmNetConfig config;
  private final ClipTextConfig text;

  /**
   * A network.
   *
   * @param config all choices
   * @param vocabulary number of word pieces of the tokenizer in use
   */
  public MmNet(MmNetConfig config, int vocabulary) {
    this.config = config;
    this.text = config.text(vocabulary);
    MmNetConfig.require(
        config.context() <= text.context(),
        "context",
        config.context(),
        "at most the text encoder's %d positions".formatted(text.context()));
  }

  @Override
  public int imageSize() {
    return config.imageSize();
  }

  @Override
  public int context() {
    return config.context();
  }

  @Override
  public PixelScale pixelScale() {
    return PixelScale.CLIP;
  }

  @Override
  public double threshold() {
    return config.threshold();
  }

  private Layers layers(Graph graph, String part) {
    return new Layers(graph, part, config.norm(), config.normGroups());
  }

  private Neck neck(Graph graph, String part) {
    return new Neck(config.neck(), layers(graph, part));
  }

  private MultiQueryGenerator generator(Graph graph) {
    return new MultiQueryGenerator(config.queries(), layers(graph, "generator"));
  }

  @Override
  public List<SDVariable> see(Graph graph, SDVariable pixels) {
    var visual = VisualFeatures.of(config, graph, layers(graph, "pyramid"), pixels);
    var seen =
        new ArrayList<>(neck(graph, "neck").see(visual.fine(), visual.middle(), visual.coarse()));
    var dense = neck(graph, "dense-neck");
    var map = dense.dense(dense.see(visual.fine(), visual.middle(), visual.coarse()));
    seen.addAll(generator(graph).see(map, visual.whole()));
    return seen;
  }

  @Override
  public Answer answer(Graph graph, List<SDVariable> seen, Words words) {
    var ids = graph.reshape(words.ids(), -1, config.context());
    var read = new ClipText(text, graph).read(ids, words.end());
    var fused = neck(graph, "neck").fuse(seen.subList(0, NECK_MAPS), read.sentence());
    var generated =
        generator(graph).generate(seen.subList(NECK_MAPS, seen.size()), read.words(), words.real());
    var decoder = new VisionLanguageDecoder(config.decoder(), layers(graph, "decoder"));
    var decoded = decoder.decode(fused, generated.queries());
    var scores =
        new MultiQueryEstimator(config.scores(), layers(graph, "estimator"))
            .scores(generated.queries());
    var projector = new MultiMaskProjector(config.masks(), layers(graph, "projector"));
    var map = projector.map(decoded);
    var logits = projector.answer(map, generated.queries(), scores);
    var views =
        Map.of(
            MASKS,
            projector.masks(map, generated.queries()),
            SCORES,
            scores,
            ATTENTION,
            generated.attention());
    return new Answer(logits, views);
  }

  /** Binary cross-entropy, mean over pixels and examples, at a quarter of the input's side. */
  @Override
  public Map<String, SDVariable> losses(Graph graph, Answer answer, Targets targets) {
    int side = (int) graph.shape(answer.logits())[1];
    var loss =
        graph.one(
            Loss.SIGMOID_CROSS_ENTROPY,
            answer.logits(),
            targets.masks(side),
            targets.meanOverPixels(side));
    return Map.of("mask", loss);
  }

  @Override
  public Explanation explain(Seen seen) {
    var scores = seen.view(SCORES);
    var masks = seen.view(MASKS);
    var attention = seen.view(ATTENTION);
    int words = seen.words().size();
    int cells = masks.length / scores.length;
    var queries = new ArrayList<QueryExplanation.QueryMask>();
    for (int n = 0; n < scores.length; n++) {
      var looks = new double[words];
      for (int word = 0; word < words; word++) {
        looks[word] = attention[n * config.context() + word];
      }
      var mask = Arrays.copyOfRange(masks, n * cells, (n + 1) * cells);
      queries.add(new QueryExplanation.QueryMask(scores[n], looks, seen.probabilities(mask)));
    }
    return new QueryExplanation(seen.words(), queries, seen.answer(), seen.detections());
  }
}
