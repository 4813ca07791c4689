package org.refspark.jobs.evaluate;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.storage.Sha256;
import org.refspark.jobs.storage.Storage;
import org.refspark.model.metrics.IouConvention;
import org.refspark.model.metrics.Pointing;

/**
 * How one expression went: a line of {@code expressions.jsonl}.
 *
 * @param image id of its picture
 * @param expression its id
 * @param text that was asked
 * @param category of the objects that it means; "several" where they differ, "none" where there are
 *     none
 * @param objects that it means
 * @param detections that counted for AP
 * @param ap mean over the IoU thresholds, 0 to 1
 * @param ap50 AP at an IoU of 0.5
 * @param ap75 AP at an IoU of 0.75
 * @param iou of the united masks, 0 to 1, as the convention takes it; 0 where it leaves it out
 * @param intersection of the united masks, pixels
 * @param union of the united masks, pixels
 * @param pointing whether the model points at one of the objects
 */
public record ExpressionResult(
    String image,
    String expression,
    String text,
    String category,
    int objects,
    int detections,
    double ap,
    double ap50,
    double ap75,
    double iou,
    long intersection,
    long union,
    Pointing pointing) {
  private static final String NAME = "expressions.jsonl";
  private static final long CAP = 1L << 30;

  /** The same under another id, for results that are put together from several runs. */
  public ExpressionResult named(String id) {
    return new ExpressionResult(
        image,
        id,
        text,
        category,
        objects,
        detections,
        ap,
        ap50,
        ap75,
        iou,
        intersection,
        union,
        pointing);
  }

  static ExpressionResult of(ExpressionRecord record, IouConvention convention) {
    var score = record.score();
    return new ExpressionResult(
        record.image(),
        score.id(),
        record.text(),
        record.category(),
        score.objects(),
        score.detections(),
        DoubleStream.of(score.precision()).average().orElse(0),
        score.precisionAt50(),
        score.precisionAt75(),
        convention.iou(score).orElse(0),
        score.intersection(),
        score.union(),
        score.pointing());
  }

  /**
   * @return SHA-256 of the file
   */
  static String write(Storage folder, List<ExpressionRecord> records, IouConvention convention)
      throws IOException {
    return folder.write(
        NAME,
        out -> {
          for (var record : records) {
            out.write(Json.line(of(record, convention)).getBytes(StandardCharsets.UTF_8));
          }
        });
  }

  /**
   * The results of an evaluation's folder, in the order of the pictures.
   *
   * @param sha256 of the file, as {@link MetricsDocument#results} has it
   */
  public static List<ExpressionResult> read(Storage folder, String sha256) throws IOException {
    byte[] content = folder.read(NAME, CAP);
    if (!Sha256.of(content).equals(sha256)) {
      throw new DataFormatException(
          folder.describe(NAME), "has changed since it was written; evaluate again");
    }
    var lines = new String(content, StandardCharsets.UTF_8).split("\n");
    var results = new ArrayList<ExpressionResult>();
    for (int i = 0; i < lines.length; i++) {
      if (!lines[i].isBlank()) {
        results.add(parse(folder, lines[i], i + 1));
      }
    }
    return results;
  }

  private static ExpressionResult parse(Storage folder, String line, int number)
      throws IOException {
    try {
      return Json.parse(line, ExpressionResult.class);
    } catch (JsonProcessingException e) {
      throw new DataFormatException(
          folder.describe(NAME),
          "line %d is not a result: %s; evaluate again".formatted(number, e.getOriginalMessage()),
          e);
    }
  }
}
