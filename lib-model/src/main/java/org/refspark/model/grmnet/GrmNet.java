package org.refspark.model.grmnet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.data.text.Vocabulary;
import org.refspark.model.Detection;
import org.refspark.model.Explainable;
import org.refspark.model.Measurable;
import org.refspark.model.ParameterLayout;
import org.refspark.model.Query;
import org.refspark.model.RecentPictures;
import org.refspark.model.ReferenceExplanation;
import org.refspark.model.ReferringModel;
import org.refspark.model.StepReport;
import org.refspark.model.Work;
import org.refspark.model.graph.Parameters;

/** GRM-Net: training steps, detections, explanations. */
public final class GrmNet implements ReferringModel, Explainable, Measurable {
  private final GrmNetConfig config;
  private final Parameters parameters = new Parameters();
  private final RecentPictures<PreparedPicture> learnt;
  private final RecentPictures<PreparedPicture> seen;
  private final TrainingGraph training;
  private final InferenceGraph inference;
  private final DetectionFilter filter;
  private final MaskPaste paste;

  /**
   * Builds the network with random weights; arrays of a step are allocated when the first one is
   * taken.
   *
   * @param config all choices
   * @param vocabulary of the training data
   * @param batchPictures pictures of a training batch, at most
   * @param batchExpressions expressions of a picture in a training batch, at most
   * @param classWeights weight of each category in the classification loss; empty for all the same
   * @param seed of the start values
   */
  public GrmNet(
      GrmNetConfig config,
      Vocabulary vocabulary,
      int batchPictures,
      int batchExpressions,
      double[] classWeights,
      long seed) {
    this.config = config;
    this.learnt =
        RecentPictures.shared(
            List.of(GrmNet.class, config.imageSize(), config.resize()),
            image -> PreparedPicture.of(image, config.imageSize(), config.resize()),
            PreparedPicture::bytes);
    this.seen =
        RecentPictures.onlyTheLast(
            image -> PreparedPicture.withoutTruth(image, config.imageSize(), config.resize()));
    this.training =
        new TrainingGraph(
            config,
            parameters,
            vocabulary,
            batchPictures,
            batchExpressions,
            withBackground(classWeights, config.categories()));
    this.inference = new InferenceGraph(config, parameters, vocabulary);
    this.filter = new DetectionFilter(config);
    this.paste = new MaskPaste(config.detect().maskThreshold());
    parameters.allocate(seed);
  }

  private static float[] withBackground(double[] weights, int categories) {
    var all = new float[categories + 1];
    Arrays.fill(all, 1);
    for (int i = 0; i < weights.length && i < categories; i++) {
      all[i] = (float) weights[i];
    }
    return all;
  }

  @Override
  public ParameterLayout layout() {
    return parameters.layout();
  }

  @Override
  public INDArray parameters() {
    return parameters.flat();
  }

  @Override
  public Work training() {
    return training;
  }

  @Override
  public Work answering() {
    return inference;
  }

  @Override
  public void prepare(List<Query> batch) {
    batch.forEach(query -> learnt.ahead(query.image()));
  }

  @Override
  public StepReport gradient(List<Query> batch, long seed, INDArray gradient) {
    return training.run(batch, learnt, seed, gradient);
  }

  @Override
  public List<List<Detection>> detect(Query query, int maskSize) {
    inference.look(seen.of(query.image()));
    int height = maskSize > 0 ? maskSize : query.image().height();
    int width = maskSize > 0 ? maskSize : query.image().width();
    return detections(inference.ask(texts(query)), config.detect().scoreThreshold(), height, width);
  }

  private static List<String> texts(Query query) {
    return query.expressions().stream()
        .map(i -> query.image().expressions().get(i).text())
        .toList();
  }

  /** Detections of several expressions, whose masks are computed together. */
  private List<List<Detection>> detections(
      List<InferenceGraph.Heads> heads, double threshold, int height, int width) {
    var found = heads.stream().map(of -> filter.filter(of, threshold)).toList();
    var all = DetectionFilter.Found.join(found);
    var masks = inference.masks(all.boxes(), all.classes());
    var detections = new ArrayList<List<Detection>>();
    int from = 0;
    for (var some : found) {
      int to = from + some.classes().length;
      detections.add(
          IntStream.range(from, to)
              .mapToObj(i -> detection(all, i, masks[i], height, width))
              .toList());
      from = to;
    }
    return detections;
  }

  private Detection detection(
      DetectionFilter.Found found, int i, float[] mask, int height, int width) {
    var box = new double[4];
    for (int k = 0; k < 4; k++) {
      double scale = (double) (k % 2 == 0 ? width : height) / config.imageSize();
      box[k] = found.boxes()[4 * i + k] * scale;
    }
    return new Detection(
        found.classes()[i] + 1, found.scores()[i], box, paste.paste(mask, box, height, width));
  }

  @Override
  public ReferenceExplanation explain(Query query, int position) {
    inference.look(seen.of(query.image()));
    var text = query.expression(position).text();
    var heads = inference.ask(List.of(text)).get(0);
    var proposals = heads.proposals();
    if (proposals.count() == 0) {
      throw new IllegalStateException(
          "nothing was proposed for \"%s\" in picture %s".formatted(text, query.image().id()));
    }
    int candidate = likeliest(heads);
    var references =
        inference
            .references()
            .indices(
                Arrays.copyOfRange(proposals.boxes(), 4 * candidate, 4 * candidate + 4),
                new int[] {candidate},
                proposals.boxes());
    int size = config.imageSize();
    double low = config.detect().scoreThreshold() / 10;
    var hidden = inference.askWithoutReferences(text);
    var both = detections(List.of(heads, hidden), low, size, size);
    return new ReferenceExplanation(
        size,
        proposals(heads),
        candidate,
        Arrays.stream(references).filter(i -> i >= 0).boxed().toList(),
        both.get(0),
        both.get(1));
  }

  /** The proposal that the box head is surest about. */
  private int likeliest(InferenceGraph.Heads heads) {
    int classes = config.categories() + 1;
    int best = 0;
    double bestMargin = Double.NEGATIVE_INFINITY;
    for (int p = 0; p < heads.proposals().count(); p++) {
      for (int c = 0; c < classes - 1; c++) {
        double margin =
            (double) heads.logits()[p * classes + c] - heads.logits()[p * classes + classes - 1];
        if (margin > bestMargin) {
          bestMargin = margin;
          best = p;
        }
      }
    }
    return best;
  }

  private static List<ReferenceExplanation.Proposal> proposals(InferenceGraph.Heads heads) {
    var result = new ArrayList<ReferenceExplanation.Proposal>();
    var found = heads.proposals();
    for (int p = 0; p < found.count(); p++) {
      var box = new double[4];
      for (int k = 0; k < 4; k++) {
        box[k] = found.boxes()[4 * p + k];
      }
      result.add(new ReferenceExplanation.Proposal(box, 1 / (1 + Math.exp(-found.logits()[p]))));
    }
    return result;
  }

  @Override
  public void close() {
    // Arrays lie in memory that the engine frees when nothing refers to them any more.
  }
}
