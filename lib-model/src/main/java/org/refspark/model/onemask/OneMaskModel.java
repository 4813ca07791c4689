package org.refspark.model.onemask;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.data.ReferringImage;
import org.refspark.data.text.Tokenizer;
import org.refspark.model.Detection;
import org.refspark.model.Explainable;
import org.refspark.model.Explanation;
import org.refspark.model.Measurable;
import org.refspark.model.ParameterLayout;
import org.refspark.model.Query;
import org.refspark.model.RecentPictures;
import org.refspark.model.ReferringModel;
import org.refspark.model.StepReport;
import org.refspark.model.Work;
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.PlannedWork;

/**
 * A network that answers an expression with one mask: training steps, answers, explanations. An
 * answer is one detection of score 1 without a category, also where its mask is empty.
 */
public final class OneMaskModel implements ReferringModel, Explainable, Measurable {
  private final MaskNetwork network;
  private final Parameters parameters = new Parameters();
  private final RecentPictures<LetterboxedPicture> learnt;
  private final RecentPictures<LetterboxedPicture> seen;
  private final TrainingPass training;
  private final AnsweringPass answering;
  private final MaskRestorer.Square square;

  /**
   * Builds the network with random weights; arrays of a step are allocated when the first one is
   * taken.
   *
   * @param network what is built
   * @param tokenizer of expressions
   * @param batchPictures pictures of a training batch, at most
   * @param batchExpressions expressions of a picture in a training batch, at most
   * @param seed of the start values
   */
  public OneMaskModel(
      MaskNetwork network,
      Tokenizer tokenizer,
      int batchPictures,
      int batchExpressions,
      long seed) {
    this.network = network;
    int size = network.imageSize();
    var scale = network.pixelScale();
    // Shared pictures must not hold the network.
    Function<ReferringImage, LetterboxedPicture> prepared =
        image -> LetterboxedPicture.of(image, size, scale);
    this.learnt =
        RecentPictures.shared(
            List.of(OneMaskModel.class, size, scale), prepared, LetterboxedPicture::bytes);
    this.seen = RecentPictures.onlyTheLast(prepared);
    this.training =
        new TrainingPass(network, tokenizer, parameters, batchPictures, batchExpressions);
    this.answering = new AnsweringPass(network, tokenizer, parameters);
    this.square = new MaskRestorer.Square(network.imageSize());
    parameters.allocate(seed);
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
    return new PlannedWork(List.of(training.plan()));
  }

  @Override
  public Work answering() {
    return answering;
  }

  @Override
  public void prepare(List<Query> batch) {
    batch.forEach(query -> training.prepare(query, learnt.ahead(query.image())));
  }

  @Override
  public StepReport gradient(List<Query> batch, long seed, INDArray gradient) {
    return training.run(batch, learnt, seed, gradient);
  }

  @Override
  public List<List<Detection>> detect(Query query, int maskSize) {
    var picture = seen.of(query.image());
    answering.look(picture);
    var restorer = restorer(query.image(), picture, maskSize);
    var texts = query.expressions().stream().map(i -> text(query.image(), i)).toList();
    var result = new ArrayList<List<Detection>>();
    for (var row : answering.ask(texts)) {
      result.add(List.of(detection(row, restorer)));
    }
    return result;
  }

  private MaskRestorer restorer(ReferringImage image, LetterboxedPicture picture, int maskSize) {
    return new MaskRestorer(
        square,
        picture.box(),
        maskSize > 0 ? maskSize : image.height(),
        maskSize > 0 ? maskSize : image.width());
  }

  private static String text(ReferringImage image, int expression) {
    return image.expressions().get(expression).text();
  }

  private Detection detection(ExpressionPass.Row row, MaskRestorer restorer) {
    var mask = restorer.mask(row.logits(), network.threshold());
    var box = new double[4];
    if (!mask.isEmpty()) {
      var extent = mask.extent();
      for (int i = 0; i < 4; i++) {
        box[i] = extent[i];
      }
    }
    var point = Optional.ofNullable(row.places()).map(restorer::point);
    return new Detection(0, 1, box, mask, point);
  }

  @Override
  public Explanation explain(Query query, int position) {
    var picture = seen.of(query.image());
    answering.look(picture);
    var restorer = restorer(query.image(), picture, 0);
    var text = query.expression(position).text();
    var viewed = answering.view(text);
    var detections = List.of(detection(viewed.row(), restorer));
    return network.explain(
        new Seen(
            answering.pieces(text), viewed.views(), restorer, viewed.row().logits(), detections));
  }

  @Override
  public void close() {
    // Arrays lie in memory that the engine frees when nothing refers to them any more.
  }
}
