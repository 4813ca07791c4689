package org.refspark.model.onemask;

import java.util.List;
import java.util.Map;
import org.refspark.model.Detection;
import org.refspark.model.ScoreMap;

/** One answer with everything an explanation may show. */
public final class Seen {
  private final List<String> words;
  private final Map<String, float[]> views;
  private final MaskRestorer restorer;
  private final float[] logits;
  private final List<Detection> detections;

  Seen(
      List<String> words,
      Map<String, float[]> views,
      MaskRestorer restorer,
      float[] logits,
      List<Detection> detections) {
    this.words = List.copyOf(words);
    this.views = Map.copyOf(views);
    this.restorer = restorer;
    this.logits = logits;
    this.detections = List.copyOf(detections);
  }

  /** The pieces of the expression, marks included. */
  public List<String> words() {
    return words;
  }

  /** The values of a view for this example. */
  public float[] view(String name) {
    var values = views.get(name);
    if (values == null) {
      throw new IllegalArgumentException(
          "there is no view " + name + ", only " + views.keySet().stream().sorted().toList());
    }
    return values.clone();
  }

  /** A square map of logits as probabilities over the picture, letterbox undone. */
  public ScoreMap probabilities(float[] mapLogits) {
    return restorer.probabilities(mapLogits);
  }

  /** The answer as probabilities over the picture. */
  public ScoreMap answer() {
    return restorer.probabilities(logits);
  }

  /** The place of a square map's largest value, {@code [x, y]} in pixels of the picture's grid. */
  public double[] point(float[] mapLogits) {
    return restorer.point(mapLogits);
  }

  /** What the model answers. */
  public List<Detection> detections() {
    return detections;
  }
}
