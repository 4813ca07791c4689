package org.refspark.jobs.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.refspark.data.image.Nearest;
import org.refspark.data.mask.Rle;
import org.refspark.model.Detection;
import org.refspark.model.ParameterLayout;
import org.refspark.model.Query;
import org.refspark.model.ReferringModel;
import org.refspark.model.StepReport;

/**
 * Models whose answers are known. They answer only where the weights of the checkpoint were loaded.
 *
 * @param answers what they find
 */
public record ToyFactory(Answers answers) implements ModelFactory {
  /** How a toy answers. */
  public enum Answers {
    /** The squares whose numbers the words name. */
    LISTENS,
    /** The first square, whatever is said. */
    DEAF,
    /** Nothing. */
    NOTHING,
    /** One mask of no pixels and of no category, as models of one mask do. */
    EMPTY_MASK,
    /** What the words name, but too unsure to be shown; and a wrong one, too unsure to count. */
    UNSURE
  }

  /** What a toy wants to see in its parameters. */
  private static final float[] WEIGHTS = {3, 1, 4};

  /** The weights that a toy wants to see. */
  public static float[] weights() {
    return WEIGHTS.clone();
  }

  static final AtomicInteger BUILT = new AtomicInteger();

  @Override
  public ReferringModel create() {
    BUILT.incrementAndGet();
    return new Toy(answers);
  }

  @Override
  public String key() {
    return "toy " + answers;
  }

  private static final class Toy implements ReferringModel {
    private final Answers answers;
    private final INDArray parameters = Nd4j.zeros(WEIGHTS.length);

    Toy(Answers answers) {
      this.answers = answers;
    }

    @Override
    public ParameterLayout layout() {
      return new ParameterLayout(
          List.of(new ParameterLayout.Slot("toy", new long[] {WEIGHTS.length}, 0, "head", true)));
    }

    @Override
    public INDArray parameters() {
      return parameters;
    }

    @Override
    public StepReport gradient(List<Query> batch, long seed, INDArray gradient) {
      throw new UnsupportedOperationException("evaluation does not ask");
    }

    @Override
    public List<List<Detection>> detect(Query query, int maskSize) {
      if (!Arrays.equals(WEIGHTS, parameters.toFloatVector())) {
        throw new IllegalStateException("the weights were not loaded");
      }
      return IntStream.range(0, query.expressions().size())
          .mapToObj(i -> answer(query, query.expression(i).text(), maskSize))
          .toList();
    }

    private List<Detection> answer(Query query, String text, int size) {
      var named =
          Arrays.stream(text.split("\\D+"))
              .filter(n -> !n.isEmpty())
              .map(Integer::valueOf)
              .toList();
      return switch (answers) {
        case LISTENS -> found(query, named, size, 0.9);
        case DEAF -> found(query, List.of(0), size, 0.9);
        case NOTHING -> List.of();
        case EMPTY_MASK -> List.of(empty(query, size));
        case UNSURE -> {
          var all = new ArrayList<>(found(query, named, size, 0.4));
          all.addAll(found(query, List.of((named.get(0) + 1) % 2), size, 0.05));
          yield all;
        }
      };
    }

    private static Detection empty(Query query, int size) {
      int height = size == 0 ? query.image().height() : size;
      int width = size == 0 ? query.image().width() : size;
      return new Detection(0, 1, new double[4], Rle.empty(height, width));
    }

    private static List<Detection> found(
        Query query, List<Integer> squares, int size, double score) {
      var detections = new ArrayList<Detection>();
      for (int square : squares) {
        var instance = query.image().instances().get(square);
        var mask =
            size == 0 ? instance.mask() : Nearest.CORNERS.resize(instance.mask(), size, size);
        double[] box = Arrays.stream(mask.extent()).asDoubleStream().toArray();
        detections.add(new Detection(instance.category(), score, box, mask));
        score -= 0.01;
      }
      return detections;
    }

    @Override
    public void close() {}
  }
}
