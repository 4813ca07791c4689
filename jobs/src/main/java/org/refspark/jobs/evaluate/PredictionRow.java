package org.refspark.jobs.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.refspark.data.mask.Rle;
import org.refspark.model.Detection;

/** A prediction as a Parquet row, in the list layout that every Parquet reader knows. */
final class PredictionRow {
  static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          """
          message prediction {
            required binary image (STRING);
            required binary expression (STRING);
            required binary text (STRING);
            required group targets (LIST) {
              repeated group list {
                required int32 element;
              }
            }
            required int32 width;
            required int32 height;
            required group detections (LIST) {
              repeated group list {
                required group element {
                  required int32 category;
                  required double score;
                  required double x1;
                  required double y1;
                  required double x2;
                  required double y2;
                  required binary mask (STRING);
                  optional double point_x;
                  optional double point_y;
                }
              }
            }
          }
          """);

  private PredictionRow() {}

  static Group of(Prediction prediction) {
    var row = new SimpleGroup(SCHEMA);
    row.add("image", prediction.image());
    row.add("expression", prediction.expression());
    row.add("text", prediction.text());
    var targets = row.addGroup("targets");
    prediction.targets().forEach(target -> targets.addGroup("list").add("element", target));
    row.add("width", prediction.width());
    row.add("height", prediction.height());
    var detections = row.addGroup("detections");
    for (var detection : prediction.detections()) {
      var element = detections.addGroup("list").addGroup("element");
      element.add("category", detection.category());
      element.add("score", detection.score());
      element.add("x1", detection.box()[0]);
      element.add("y1", detection.box()[1]);
      element.add("x2", detection.box()[2]);
      element.add("y2", detection.box()[3]);
      element.add("mask", detection.mask().compressed());
      detection
          .point()
          .ifPresent(
              point -> {
                element.add("point_x", point[0]);
                element.add("point_y", point[1]);
              });
    }
    return row;
  }

  /**
   * @throws IllegalArgumentException where a mask does not fit its grid
   */
  static Prediction prediction(Group row) {
    int width = row.getInteger("width", 0);
    int height = row.getInteger("height", 0);
    return new Prediction(
        row.getString("image", 0),
        row.getString("expression", 0),
        row.getString("text", 0),
        targets(row.getGroup("targets", 0)),
        width,
        height,
        detections(row.getGroup("detections", 0), width, height));
  }

  private static List<Integer> targets(Group list) {
    var targets = new ArrayList<Integer>();
    for (int i = 0; i < list.getFieldRepetitionCount("list"); i++) {
      targets.add(list.getGroup("list", i).getInteger("element", 0));
    }
    return targets;
  }

  private static List<Detection> detections(Group list, int width, int height) {
    var detections = new ArrayList<Detection>();
    for (int i = 0; i < list.getFieldRepetitionCount("list"); i++) {
      var element = list.getGroup("list", i).getGroup("element", 0);
      detections.add(
          new Detection(
              element.getInteger("category", 0),
              element.getDouble("score", 0),
              new double[] {
                element.getDouble("x1", 0),
                element.getDouble("y1", 0),
                element.getDouble("x2", 0),
                element.getDouble("y2", 0)
              },
              Rle.parse(height, width, element.getString("mask", 0)),
              point(element)));
    }
    return detections;
  }

  private static Optional<double[]> point(Group element) {
    return element.getFieldRepetitionCount("point_x") == 0
        ? Optional.empty()
        : Optional.of(
            new double[] {element.getDouble("point_x", 0), element.getDouble("point_y", 0)});
  }
}
