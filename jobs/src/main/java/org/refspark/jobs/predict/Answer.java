package org.refspark.jobs.predict;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.refspark.data.ReferringImage;
import org.refspark.data.text.WordTokenizer;
import org.refspark.jobs.evaluate.TrainedModel;
import org.refspark.jobs.storage.Json;
import org.refspark.model.Detection;

/**
 * What was found in a picture, as the JSON document beside the overlay.
 *
 * @param image as the user named it
 * @param width pixels
 * @param height pixels
 * @param checkpoint that answered
 * @param shownThreshold score above which a detection is drawn as the answer
 * @param expressions one by expression asked
 */
record Answer(
    String image,
    int width,
    int height,
    String checkpoint,
    double shownThreshold,
    List<Asked> expressions) {
  /**
   * One expression.
   *
   * @param text as asked
   * @param unknownWords that the model has never seen
   * @param detections highest score first
   */
  record Asked(String text, List<String> unknownWords, List<Found> detections) {}

  /**
   * One object.
   *
   * @param category name
   * @param score 0 to 1
   * @param box {@code [x1, y1, x2, y2]}, exclusive, pixels of the picture
   * @param mask COCO's compressed runs at the picture's size
   * @param point {@code [x, y]} that the model points at, pixels of the picture; absent where it
   *     does not point
   */
  record Found(String category, double score, double[] box, Mask mask, double[] point) {
    /** Whether there is anything in the mask: a model of one mask answers with an empty one. */
    private boolean covers() {
      return box[2] > box[0] && box[3] > box[1];
    }
  }

  /**
   * A mask in COCO's form.
   *
   * @param size height and width
   * @param counts compressed runs
   */
  record Mask(int[] size, String counts) {}

  /**
   * The answer to every expression of a picture.
   *
   * @param found by expression, on the picture's own grid
   */
  static Answer of(
      ReferringImage image, TrainedModel trained, double threshold, List<List<Detection>> found) {
    var run = trained.run();
    var known = new HashSet<>(run.data().vocabulary());
    var asked = new ArrayList<Asked>();
    for (int i = 0; i < found.size(); i++) {
      var text = image.expressions().get(i).text();
      var unknown = run.files().isEmpty() ? unknownWords(text, known) : List.<String>of();
      var objects = found.get(i).stream().map(detection -> found(trained, detection)).toList();
      asked.add(new Asked(text, unknown, objects));
    }
    return new Answer(
        image.id(), image.width(), image.height(), trained.checkpoint(), threshold, asked);
  }

  /** Of a network with the data's own words; a published vocabulary has pieces for all words. */
  private static List<String> unknownWords(String text, Set<String> known) {
    var words = new TreeSet<>(WordTokenizer.words(text));
    words.removeAll(known);
    return List.copyOf(words);
  }

  private static Found found(TrainedModel trained, Detection detection) {
    var mask = detection.mask();
    return new Found(
        trained.category(detection.category()),
        detection.score(),
        detection.box(),
        new Mask(new int[] {mask.height(), mask.width()}, mask.compressed()),
        detection.point().orElse(null));
  }

  /** The answer in lines for people. */
  String text() {
    var text = new StringBuilder();
    for (var asked : expressions) {
      if (!asked.unknownWords().isEmpty()) {
        var words = String.join(", ", asked.unknownWords());
        text.append("Notice: the model has never seen: ").append(words).append('\n');
      }
      long shown =
          asked.detections().stream().filter(object -> isShown(object) && object.covers()).count();
      text.append(String.format(Locale.ROOT, "\"%s\": %d found%n", asked.text(), shown));
      for (var object : asked.detections()) {
        double[] box = object.box();
        text.append(
            String.format(
                Locale.ROOT,
                "  %-12s %.3f  box %.0f,%.0f to %.0f,%.0f%s%n",
                object.category(),
                object.score(),
                box[0],
                box[1],
                box[2],
                box[3],
                isShown(object) ? "" : "  (below the shown threshold)"));
      }
    }
    return text.toString();
  }

  private boolean isShown(Found object) {
    return object.score() > shownThreshold;
  }

  byte[] json() {
    return Json.bytes(this);
  }
}
