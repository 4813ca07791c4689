package org.refspark.model.onemask;

import java.util.HashMap;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.data.image.Letterbox;
import org.refspark.data.mask.Rle;
import org.refspark.model.ScoreMap;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.Plan;
import org.refspark.model.nn.Resample;
import org.refspark.model.nn.Sigmoid;

/**
 * From the square's small maps to a grid over the picture, as CRIS's released evaluation does it:
 * probabilities, bicubic to S×S with the corners' centres aligned, the letterbox undone
 * bicubically.
 *
 * @param square enlarges to S×S
 * @param box where the picture lies in the square
 * @param height of the grid over the picture
 * @param width of the grid over the picture
 */
record MaskRestorer(Square square, Letterbox box, int height, int width) {

  /** Probabilities over the picture, from h×h logits. */
  ScoreMap probabilities(float[] logits) {
    var values = box.back(square.enlarge(logits), height, width);
    for (int i = 0; i < values.length; i++) {
      // Cubic curves overshoot.
      values[i] = Math.min(1, Math.max(0, values[i]));
    }
    return new ScoreMap(height, width, values);
  }

  /** Pixels above the threshold, from h×h logits. */
  Rle mask(float[] logits, double threshold) {
    return box.above(square.enlarge(logits), height, width, threshold);
  }

  /** The place of the largest value that lies on the picture, {@code [x, y]} on the grid. */
  double[] point(float[] logits) {
    int side = (int) Math.round(Math.sqrt(logits.length));
    double cell = (double) box.side() / side;
    double[] best = {width / 2.0, height / 2.0};
    float largest = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < logits.length; i++) {
      // The picture's pixel x lies at scale·x + left of the square; cells are seen at their
      // centres.
      double x = ((i % side + 0.5) * cell - 0.5 - box.left()) / box.scale() + 0.5;
      double y = ((double) (i / side) + 0.5) * cell - 0.5 - box.top();
      y = y / box.scale() + 0.5;
      boolean inside = x >= 0 && x < box.width() && y >= 0 && y < box.height();
      if (inside && logits[i] > largest) {
        largest = logits[i];
        best = new double[] {x * width / box.width(), y * height / box.height()};
      }
    }
    return best;
  }

  /** Enlarges maps of probabilities to the network's square. */
  static final class Square {
    private record Enlargement(Plan plan, SDVariable logits, SDVariable values) {}

    private final int size;
    private final Map<Integer, Enlargement> enlargements = new HashMap<>();

    Square(int size) {
      this.size = size;
    }

    private float[] enlarge(float[] logits) {
      int side = (int) Math.round(Math.sqrt(logits.length));
      if (side * side != logits.length) {
        throw new IllegalArgumentException(
            "a map of " + logits.length + " values, expected as many rows as columns");
      }
      var enlargement = enlargements.computeIfAbsent(side, this::enlargement);
      HostArray.write(enlargement.plan().array(enlargement.logits()), logits);
      enlargement.plan().run();
      return HostArray.copy(enlargement.plan().array(enlargement.values()));
    }

    private Enlargement enlargement(int side) {
      var graph = Graph.forInference(new Parameters());
      var logits = graph.input("logits", 1, side, side, 1);
      var probabilities = graph.one(new Sigmoid(), logits);
      var values =
          graph.one(
              new Resample(size, size, Resample.Curve.BICUBIC, Resample.Corners.CENTRES),
              probabilities);
      return new Enlargement(Plan.of(graph, java.util.List.of(values)), logits, values);
    }
  }
}
