package org.refspark.data.refer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.refspark.data.DataFiles;
import org.refspark.data.DataFormatException;
import org.refspark.data.Reasons;
import org.refspark.data.coco.JsonRecords;
import org.refspark.data.pickle.PickleLimits;
import org.refspark.data.pickle.PickleReader;

/**
 * The references of one split: {@code refs(<splitBy>).p}, a pickled list of dictionaries, or
 * gRefCOCO's {@code grefs(<splitBy>).json}, a list of objects.
 */
final class ReferenceFile {
  private final String file;
  private final String split;
  private final boolean several;
  private final List<Reference> chosen = new ArrayList<>();
  private final SortedMap<String, Integer> splits = new TreeMap<>();

  private ReferenceFile(String file, String split, boolean several) {
    this.file = file;
    this.split = split;
    this.several = several;
  }

  /**
   * The references that {@link SplitName} counts to the split, in the file's order.
   *
   * @throws DataFormatException where the file is not of the published form, or has no such split
   */
  static List<Reference> read(DataFiles files, ReferDataSet dataSet, String splitBy, String split)
      throws IOException {
    var path = dataSet.references(splitBy);
    var reader = new ReferenceFile(files.describe(path), split, dataSet == ReferDataSet.GREFCOCO);
    if (dataSet.referencesArePickled()) {
      reader.unpickle(files.read(path, PickleLimits.DEFAULT.bytes()));
    } else {
      JsonRecords.read(files, path, "references", reader::add);
    }
    if (reader.chosen.isEmpty()) {
      throw reader.wrong(
          "holds no reference of the split \"%s\"; it holds %s (set data.split)"
              .formatted(split, reader.splits));
    }
    return reader.chosen;
  }

  private void unpickle(byte[] bytes) throws DataFormatException {
    var value = new PickleReader(Map.of(), PickleLimits.DEFAULT).read(file, bytes);
    if (!(value instanceof List<?> elements)) {
      throw wrong("the pickle holds %s, expected a list of references".formatted(kind(value)));
    }
    for (int i = 0; i < elements.size(); i++) {
      if (!(elements.get(i) instanceof Map<?, ?> element)) {
        throw wrong(
            "references[%d] is %s, expected a dictionary".formatted(i, kind(elements.get(i))));
      }
      add(element, i);
    }
  }

  private void add(Map<?, ?> element, int position) throws DataFormatException {
    var place = "references[%d]".formatted(position);
    var published = text(element, "split", place);
    splits.merge(published, 1, Integer::sum);
    if (SplitName.matches(split, published)) {
      chosen.add(
          new Reference(
              number(element, "ref_id", place),
              number(element, "image_id", place),
              published,
              annotations(element, place),
              sentences(element, place)));
    }
  }

  /** In gRefCOCO a list, of which −1 or nothing at all means that nothing is meant. */
  private List<Long> annotations(Map<?, ?> element, String place) throws DataFormatException {
    if (!several) {
      return List.of(number(element, "ann_id", place));
    }
    if (Boolean.TRUE.equals(element.get("no_target"))) {
      return List.of();
    }
    var annotations = new ArrayList<Long>();
    for (var id : list(element, "ann_id", place)) {
      if (!(id instanceof Long annotation)) {
        throw wrong("%s.ann_id has %s, expected whole numbers".formatted(place, kind(id)));
      }
      if (annotation != -1) {
        annotations.add(annotation);
      }
    }
    return annotations.stream().distinct().toList();
  }

  /** {@code sent} is what models of the field learn from: {@code raw} in lower case, tidied up. */
  private List<String> sentences(Map<?, ?> element, String place) throws DataFormatException {
    var sentences = new ArrayList<String>();
    for (var sentence : list(element, "sentences", place)) {
      var at = "%s.sentences[%d]".formatted(place, sentences.size());
      if (!(sentence instanceof Map<?, ?> fields)) {
        throw wrong("%s is %s, expected a dictionary".formatted(at, kind(sentence)));
      }
      sentences.add(text(fields, "sent", at));
    }
    if (sentences.isEmpty()) {
      throw wrong("%s.sentences is empty, expected at least one sentence".formatted(place));
    }
    return sentences;
  }

  private long number(Map<?, ?> element, String field, String place) throws DataFormatException {
    if (element.get(field) instanceof Long number) {
      return number;
    }
    throw wrong(element, field, place, "a whole number");
  }

  private String text(Map<?, ?> element, String field, String place) throws DataFormatException {
    if (element.get(field) instanceof String text) {
      return text;
    }
    throw wrong(element, field, place, "a text");
  }

  private List<?> list(Map<?, ?> element, String field, String place) throws DataFormatException {
    if (element.get(field) instanceof List<?> list) {
      return list;
    }
    throw wrong(element, field, place, "a list");
  }

  private DataFormatException wrong(
      Map<?, ?> element, String field, String place, String expected) {
    return wrong(
        "%s.%s is %s, expected %s".formatted(place, field, kind(element.get(field)), expected));
  }

  private DataFormatException wrong(String problem) {
    return new DataFormatException(file, Reasons.BAD_ANNOTATIONS, problem, null);
  }

  /** The value itself might be endless. */
  private static String kind(Object value) {
    if (value == null) {
      return "absent";
    } else if (value instanceof List) {
      return "a list";
    } else if (value instanceof Map) {
      return "a dictionary";
    } else if (value instanceof String) {
      return "a text";
    }
    return value instanceof Number || value instanceof Boolean ? value.toString() : "no plain data";
  }
}
