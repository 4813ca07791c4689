package org.refspark.data.coco;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.refspark.data.DataFormatException;
import org.refspark.data.mask.Rle;

/**
 * One object of a COCO file, with checked access to its fields.
 *
 * @param file named in messages
 * @param place named in messages, such as {@code annotations[7]}
 */
record JsonElement(String file, String place, JsonNode node) {

  long id(String field) throws DataFormatException {
    var value = require(field);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw wrong(field, value, "an integer");
    }
    return value.longValue();
  }

  int integer(String field) throws DataFormatException {
    var value = require(field);
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw wrong(field, value, "a 32-bit integer");
    }
    return value.intValue();
  }

  int side(String field) throws DataFormatException {
    int side = integer(field);
    if (side < 1) {
      throw wrong(field, node.get(field), "1 pixel or more");
    }
    return side;
  }

  double number(String field) throws DataFormatException {
    return finite(field, require(field));
  }

  OptionalDouble optionalNumber(String field) throws DataFormatException {
    return node.hasNonNull(field) ? OptionalDouble.of(number(field)) : OptionalDouble.empty();
  }

  /** A flag written as 0 and 1 or as false and true; absent means false. */
  boolean flag(String field) throws DataFormatException {
    if (!node.hasNonNull(field)) {
      return false;
    }
    var value = node.get(field);
    if (!value.isBoolean() && !value.isIntegralNumber()) {
      throw wrong(field, value, "0 or 1");
    }
    return value.asBoolean();
  }

  String text(String field) throws DataFormatException {
    var value = node.path(field);
    if (!value.isMissingNode() && !value.isTextual()) {
      throw wrong(field, value, "a text");
    }
    return value.asText("");
  }

  /** {@code [x, y, width, height]}; an absent or empty list means none. */
  Optional<double[]> box(String field) throws DataFormatException {
    var value = node.path(field);
    if (value.isMissingNode() || value.isNull() || (value.isArray() && value.isEmpty())) {
      return Optional.empty();
    }
    double[] box = numbers(field, value);
    if (box.length != 4) {
      throw wrong(field, value, "four numbers x, y, width, height");
    }
    return Optional.of(box);
  }

  /** Rings, runs (counted or compressed), or a list of runs to be united. */
  Optional<CocoSegmentation> segmentation(String field) throws DataFormatException {
    var value = node.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (value.isObject()) {
      return Optional.of(new CocoSegmentation.Mask(runs(field, value)));
    }
    if (!value.isArray()) {
      throw wrong(field, value, "a list of rings or an object with size and counts");
    }
    if (value.path(0).isObject()) {
      List<Rle> masks = new ArrayList<>();
      for (var part : value) {
        masks.add(runs(field, part));
      }
      return Optional.of(new CocoSegmentation.Mask(united(field, masks)));
    }
    List<double[]> rings = new ArrayList<>();
    for (var ring : value) {
      rings.add(numbers(field, ring));
    }
    return Optional.of(new CocoSegmentation.Rings(rings));
  }

  private Rle runs(String field, JsonNode value) throws DataFormatException {
    var size = value.path("size");
    var counts = value.path("counts");
    if (size.size() != 2 || !size.get(0).canConvertToInt() || !size.get(1).canConvertToInt()) {
      throw wrong(field + ".size", size, "[height, width]");
    }
    int height = size.get(0).intValue();
    int width = size.get(1).intValue();
    try {
      if (counts.isTextual()) {
        return Rle.parse(height, width, counts.textValue());
      }
      return Rle.ofCounts(height, width, lengths(field + ".counts", counts));
    } catch (IllegalArgumentException e) {
      throw new DataFormatException(file, place + " '" + field + "': " + e.getMessage(), e);
    }
  }

  private Rle united(String field, List<Rle> masks) throws DataFormatException {
    try {
      return Rle.union(masks);
    } catch (IllegalArgumentException e) {
      throw new DataFormatException(file, place + " '" + field + "': " + e.getMessage(), e);
    }
  }

  private int[] lengths(String field, JsonNode value) throws DataFormatException {
    if (!value.isArray()) {
      throw wrong(field, value, "a list of run lengths or a compressed text");
    }
    int[] lengths = new int[value.size()];
    for (int i = 0; i < lengths.length; i++) {
      if (!value.get(i).isIntegralNumber() || !value.get(i).canConvertToInt()) {
        throw wrong(field, value.get(i), "run lengths");
      }
      lengths[i] = value.get(i).intValue();
    }
    return lengths;
  }

  private double[] numbers(String field, JsonNode value) throws DataFormatException {
    if (!value.isArray()) {
      throw wrong(field, value, "a list of numbers");
    }
    double[] numbers = new double[value.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = finite(field, value.get(i));
    }
    return numbers;
  }

  private double finite(String field, JsonNode value) throws DataFormatException {
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw wrong(field, value, "a finite number");
    }
    return value.doubleValue();
  }

  private JsonNode require(String field) throws DataFormatException {
    if (!node.hasNonNull(field)) {
      throw new DataFormatException(file, "%s has no '%s'".formatted(place, field));
    }
    return node.get(field);
  }

  private DataFormatException wrong(String field, JsonNode value, String expected) {
    String found = value.isMissingNode() ? "absent" : value.toString();
    return new DataFormatException(
        file,
        "%s '%s' is %s, expected %s"
            .formatted(
                place,
                field,
                found.length() > 60 ? found.substring(0, 60) + "…" : found,
                expected));
  }
}
