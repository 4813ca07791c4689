package org.refspark.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.refspark.data.ReferringImage;
import org.refspark.data.image.Nearest;
import org.refspark.data.mask.Rle;
import org.refspark.jobs.evaluate.ModelFactory;
import org.refspark.jobs.evaluate.ToyFactory;
import org.refspark.model.Detection;
import org.refspark.model.Explainable;
import org.refspark.model.Explanation;
import org.refspark.model.LocalisationExplanation;
import org.refspark.model.ParameterLayout;
import org.refspark.model.Query;
import org.refspark.model.QueryExplanation;
import org.refspark.model.ReferringModel;
import org.refspark.model.ScoreMap;
import org.refspark.model.StepReport;

/**
 * A model of one mask per expression: of every third expression it answers the wrong object.
 * Explains itself by queries, or by a place.
 *
 * @param queries shown; 0 for a place
 */
record MaskToy(int queries) implements ModelFactory {
  @Override
  public ReferringModel create() {
    return new Model(queries);
  }

  @Override
  public String key() {
    return "masks " + queries;
  }

  private static final class Model implements ReferringModel, Explainable {
    private final int queries;
    private final INDArray parameters = Nd4j.zeros(ToyFactory.weights().length);

    Model(int queries) {
      this.queries = queries;
    }

    @Override
    public List<List<Detection>> detect(Query query, int maskSize) {
      return IntStream.range(0, query.expressions().size())
          .mapToObj(i -> List.of(answer(query, i, maskSize)))
          .toList();
    }

    private static Detection answer(Query query, int position, int maskSize) {
      var image = query.image();
      var mask = found(image, query.expressions().get(position));
      var resized = maskSize == 0 ? mask : Nearest.CORNERS.resize(mask, maskSize, maskSize);
      double[] point = {resized.width() * 0.25, resized.height() * 0.75};
      return new Detection(0, 1, resized.box(), resized, Optional.of(point));
    }

    private static Rle found(ReferringImage image, int expression) {
      var targets = image.expressions().get(expression).targets();
      var instances = image.instances();
      return expression % 3 == 2 || targets.isEmpty()
          ? Rle.empty(image.height(), image.width())
          : Rle.union(targets.stream().map(t -> instances.get(t).mask()).toList());
    }

    @Override
    public Explanation explain(Query query, int position) {
      var words = List.of("<start>", query.expression(position).text().split(" ")[0], "<end>");
      var detections = List.of(answer(query, position, 0));
      var map = soft(detections.get(0).mask());
      if (queries == 0) {
        return new LocalisationExplanation(
            words,
            new ScoreMap(2, 2, new float[] {0, 0.3f, 0.9f, Float.NaN}),
            new double[] {0.5, 1.5},
            map,
            detections);
      }
      var masks = new ArrayList<QueryExplanation.QueryMask>();
      for (int i = 0; i < queries; i++) {
        double[] attention = {0.1, 0.2 + 0.6 * i / queries, 0.1};
        masks.add(new QueryExplanation.QueryMask((i + 1.0) / queries, attention, map));
      }
      return new QueryExplanation(words, masks, map, detections);
    }

    private static ScoreMap soft(Rle mask) {
      byte[] pixels = mask.pixels();
      float[] values = new float[pixels.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = pixels[i] == 0 ? 0.1f : 0.8f;
      }
      return new ScoreMap(mask.height(), mask.width(), values);
    }

    @Override
    public ParameterLayout layout() {
      return new ToyFactory(ToyFactory.Answers.DEAF).create().layout();
    }

    @Override
    public INDArray parameters() {
      return parameters;
    }

    @Override
    public StepReport gradient(List<Query> batch, long seed, INDArray gradient) {
      throw new UnsupportedOperationException("a report does not ask");
    }

    @Override
    public void close() {}
  }
}
