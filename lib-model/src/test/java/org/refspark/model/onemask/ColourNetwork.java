package org.refspark.model.onemask;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.data.Expression;
import org.refspark.data.Instance;
import org.refspark.data.ReferringImage;
import org.refspark.data.image.Picture;
import org.refspark.data.image.Pictures;
import org.refspark.data.mask.Rle;
import org.refspark.model.Explanation;
import org.refspark.model.LocalisationExplanation;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.Initial;
import org.refspark.model.nn.GatherRows;
import org.refspark.model.nn.Layers;
import org.refspark.model.nn.Loss;
import org.refspark.model.nn.Multiply;
import org.refspark.model.nn.Norm;

/**
 * The smallest network that has to listen: which colour belongs to the mask depends on the last
 * word. With pictures to learn it on.
 */
record ColourNetwork(int words) implements MaskNetwork {
  private static final int CHANNELS = 8;

  /** A wide picture, red on the left and blue on the right, on black. */
  static ReferringImage picture(int height, int width) {
    var rgb = new byte[3 * height * width];
    var red = new byte[height * width];
    var blue = new byte[height * width];
    for (int y = height / 4; y < 3 * height / 4; y++) {
      for (int x = 0; x < width; x++) {
        int place = 8 * x / width;
        if (place == 1 || place == 2) {
          rgb[3 * (y * width + x)] = (byte) 255;
          red[y * width + x] = 1;
        } else if (place == 5 || place == 6) {
          rgb[3 * (y * width + x) + 2] = (byte) 255;
          blue[y * width + x] = 1;
        }
      }
    }
    return new ReferringImage(
        "train/" + height + "x" + width,
        "train",
        width,
        height,
        Pictures.encodePng(new Picture(width, height, rgb)),
        List.of(
            new Instance(1, Rle.ofPixels(height, width, red)),
            new Instance(1, Rle.ofPixels(height, width, blue))),
        List.of(
            new Expression("a", "the red one", List.of(0)),
            new Expression("b", "the blue one", List.of(1)),
            new Expression("c", "both", List.of(0, 1)),
            new Expression("d", "none", List.of())));
  }

  @Override
  public int imageSize() {
    return 32;
  }

  @Override
  public int context() {
    return 6;
  }

  @Override
  public PixelScale pixelScale() {
    return PixelScale.CLIP;
  }

  @Override
  public double threshold() {
    return 0.5;
  }

  @Override
  public List<SDVariable> see(Graph graph, SDVariable pixels) {
    var layers = new Layers(graph, "see", Norm.GROUP, 2);
    return List.of(layers.relu(layers.biasedConv(pixels, "c", 1, CHANNELS, Initial.kaiming(3))));
  }

  @Override
  public Answer answer(Graph graph, List<SDVariable> seen, Words words) {
    var table = graph.weight("text.table", "text", new Initial.Normal(1), words(), CHANNELS);
    long examples = graph.shape(words.lengths())[0];
    var embedded = graph.one(new GatherRows(), table, words.ids());
    var layers = new Layers(graph, "text", Norm.GROUP, 2);
    var sentence =
        layers.dense(
            graph.reshape(embedded, examples, (long) context() * CHANNELS),
            "sentence",
            CHANNELS,
            Initial.glorot(48, 8));
    var asked = graph.one(new Multiply(), seen.get(0), sentence);
    var logits = layers.dense(asked, "out", 1, Initial.glorot(8, 1));
    var map = graph.reshape(logits, examples, imageSize(), imageSize());
    return new Answer(map, Map.of("map", map, "asked", asked), map);
  }

  @Override
  public Map<String, SDVariable> losses(Graph graph, Answer answer, Targets targets) {
    var losses = new LinkedHashMap<String, SDVariable>();
    losses.put(
        "mask",
        graph.one(
            Loss.SIGMOID_CROSS_ENTROPY,
            answer.logits(),
            targets.masks(imageSize()),
            targets.meanOverPixels(imageSize())));
    return losses;
  }

  @Override
  public Explanation explain(Seen seen) {
    return new LocalisationExplanation(
        seen.words(),
        seen.probabilities(seen.view("map")),
        seen.point(seen.view("map")),
        seen.answer(),
        seen.detections());
  }
}
