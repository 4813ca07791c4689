package org.refspark.jobs.shard;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.refspark.data.Expression;
import org.refspark.data.Instance;
import org.refspark.data.ReferringImage;
import org.refspark.data.mask.Rle;

/** A picture as a Parquet row, in the list layout that every Parquet reader knows. */
final class ShardRow {
  static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          """
          message image {
            required binary id (STRING);
            required binary split (STRING);
            required int32 width;
            required int32 height;
            required binary picture;
            required group instances (LIST) {
              repeated group list {
                required group element {
                  required int32 category;
                  required binary mask (STRING);
                }
              }
            }
            required group expressions (LIST) {
              repeated group list {
                required group element {
                  required binary id (STRING);
                  required binary referent (STRING);
                  required binary text (STRING);
                  required group targets (LIST) {
                    repeated group list {
                      required int32 element;
                    }
                  }
                }
              }
            }
          }
          """);

  private ShardRow() {}

  static Group of(ReferringImage image) {
    var row = new SimpleGroup(SCHEMA);
    row.add("id", image.id());
    row.add("split", image.split());
    row.add("width", image.width());
    row.add("height", image.height());
    row.add("picture", Binary.fromConstantByteArray(image.picture()));
    var instances = row.addGroup("instances");
    for (var instance : image.instances()) {
      var element = instances.addGroup("list").addGroup("element");
      element.add("category", instance.category());
      element.add("mask", instance.mask().compressed());
    }
    var expressions = row.addGroup("expressions");
    for (var expression : image.expressions()) {
      var element = expressions.addGroup("list").addGroup("element");
      element.add("id", expression.id());
      element.add("referent", expression.referent());
      element.add("text", expression.text());
      var targets = element.addGroup("targets");
      expression.targets().forEach(target -> targets.addGroup("list").add("element", target));
    }
    return row;
  }

  static ReferringImage image(Group row) {
    int width = row.getInteger("width", 0);
    int height = row.getInteger("height", 0);
    return new ReferringImage(
        row.getString("id", 0),
        row.getString("split", 0),
        width,
        height,
        row.getBinary("picture", 0).getBytes(),
        instances(row.getGroup("instances", 0), height, width),
        expressions(row.getGroup("expressions", 0)));
  }

  private static List<Instance> instances(Group list, int height, int width) {
    var instances = new ArrayList<Instance>();
    for (int i = 0; i < list.getFieldRepetitionCount("list"); i++) {
      var element = list.getGroup("list", i).getGroup("element", 0);
      instances.add(
          new Instance(
              element.getInteger("category", 0),
              Rle.parse(height, width, element.getString("mask", 0))));
    }
    return instances;
  }

  private static List<Expression> expressions(Group list) {
    var expressions = new ArrayList<Expression>();
    for (int i = 0; i < list.getFieldRepetitionCount("list"); i++) {
      var element = list.getGroup("list", i).getGroup("element", 0);
      var targets = element.getGroup("targets", 0);
      var indices = new ArrayList<Integer>();
      for (int t = 0; t < targets.getFieldRepetitionCount("list"); t++) {
        indices.add(targets.getGroup("list", t).getInteger("element", 0));
      }
      expressions.add(
          new Expression(
              element.getString("id", 0),
              element.getString("text", 0),
              indices,
              element.getString("referent", 0)));
    }
    return expressions;
  }
}
