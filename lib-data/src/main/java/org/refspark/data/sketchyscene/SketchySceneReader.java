package org.refspark.data.sketchyscene;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.refspark.data.DataFiles;
import org.refspark.data.DataFormatException;
import org.refspark.data.Expression;
import org.refspark.data.Instance;
import org.refspark.data.Reasons;
import org.refspark.data.ReferringImage;
import org.refspark.data.image.PictureLimits;
import org.refspark.data.image.PictureSize;
import org.refspark.data.image.Pictures;

/**
 * Reads SketchyScene-Matching (Zou et al. 2019) in its published layout:
 *
 * <pre>
 * sentence_instance_&lt;split&gt;.json
 * &lt;split&gt;/DRAWING_GT/L0_sample&lt;N&gt;.png
 * &lt;split&gt;/CLASS_GT/sample_&lt;N&gt;_class.mat        variable CLASS_GT, 0 to 46
 * &lt;split&gt;/INSTANCE_GT/sample_&lt;N&gt;_instance.mat  variable INSTANCE_GT, 0 is background
 * </pre>
 *
 * <p>Instance i of a sentence is the i-th smallest label that occurs in INSTANCE_GT, whatever its
 * value; its category is the most frequent CLASS_GT value under it besides 0, the lowest on a tie.
 */
public final class SketchySceneReader {
  /** The largest annotation file that is read, bytes; the largest published has 3 MB. */
  private static final long MAX_ANNOTATION_BYTES = 1L << 30;

  private final DataFiles files;
  private final DataFiles annotations;
  private final String split;

  /**
   * @param files the folder that holds the splits' folders
   * @param annotations the folder of the JSON files, often the same
   * @param split {@code train}, {@code val} or {@code test}
   */
  public SketchySceneReader(DataFiles files, DataFiles annotations, String split) {
    this.files = Objects.requireNonNull(files, "files");
    this.annotations = Objects.requireNonNull(annotations, "annotations");
    this.split = Objects.requireNonNull(split, "split");
  }

  /** Reads drawings and annotations of one folder. */
  public SketchySceneReader(DataFiles files, String split) {
    this(files, files, split);
  }

  /**
   * What the split's annotations name, in published order; no drawing is opened.
   *
   * @throws DataFormatException where the file is missing or not of the published form
   */
  public List<Entry> entries() throws IOException {
    String path = annotationFile();
    String place = annotations.describe(path);
    if (!annotations.exists(path)) {
      throw new DataFormatException(
          place,
          Reasons.BAD_ANNOTATIONS,
          "is missing, expected the sentences of the split \"%s\"; check data.annotations"
              .formatted(split),
          null);
    }
    if (annotations.size(path) > MAX_ANNOTATION_BYTES) {
      throw new DataFormatException(
          place,
          Reasons.BAD_ANNOTATIONS,
          "holds %,d bytes, more than the %,d allowed"
              .formatted(annotations.size(path), MAX_ANNOTATION_BYTES),
          null);
    }
    try (InputStream in = annotations.open(path)) {
      return SentenceFile.read(place, split, in);
    }
  }

  /**
   * Reads one sketch with its instances and expressions; expression ids are {@code
   * <split>/<key>#<position>}.
   *
   * @throws DataFormatException where a file is missing, damaged or does not fit the others; its
   *     reason is one of {@link Reasons}, {@link Pictures} or {@link LabelMaps}
   */
  public ReferringImage read(Entry entry) throws IOException {
    String drawing = split + "/DRAWING_GT/L0_sample" + entry.key() + ".png";
    byte[] picture =
        bytes(drawing, PictureLimits.DEFAULT.bytes(), Reasons.MISSING_PICTURE, "the drawing");
    var size = Pictures.sizeOfWhole(files.describe(drawing), picture);
    String instances = split + "/INSTANCE_GT/sample_" + entry.key() + "_instance.mat";
    String classes = split + "/CLASS_GT/sample_" + entry.key() + "_class.mat";
    var truth =
        new GroundTruth(
            files.describe(instances),
            labelMap(instances, "INSTANCE_GT", size),
            files.describe(classes),
            labelMap(classes, "CLASS_GT", size));
    List<Instance> ranked = truth.ranked();
    return new ReferringImage(
        entry.id(),
        split,
        size.width(),
        size.height(),
        picture,
        ranked,
        expressions(entry, ranked.size()));
  }

  private LabelMap labelMap(String path, String variable, PictureSize size) throws IOException {
    byte[] bytes = bytes(path, LabelMaps.MAX_BYTES, Reasons.MISSING_MAT, "the label map");
    LabelMap map = LabelMaps.read(files.describe(path), bytes, variable);
    if (map.width() != size.width() || map.height() != size.height()) {
      throw new DataFormatException(
          files.describe(path),
          Reasons.SIZE_MISMATCH,
          "%s has %d rows and %d columns, expected the drawing's %d and %d"
              .formatted(variable, map.height(), map.width(), size.height(), size.width()),
          null);
    }
    return map;
  }

  private byte[] bytes(String path, long cap, String reasonIfMissing, String what)
      throws IOException {
    if (!files.exists(path)) {
      throw new DataFormatException(
          files.describe(path),
          reasonIfMissing,
          "is missing, expected %s of a sketch that the annotations name".formatted(what),
          null);
    }
    return files.read(path, cap);
  }

  private List<Expression> expressions(Entry entry, int instances) throws DataFormatException {
    var expressions = new ArrayList<Expression>();
    for (var sentence : entry.sentences()) {
      for (int index : sentence.instances()) {
        if (index < 0 || index >= instances) {
          throw new DataFormatException(
              annotations.describe(annotationFile()),
              Reasons.INDEX_OUT_OF_RANGE,
              "the sentence \"%s\" of key %d means instance %d, expected 0 to %d"
                  .formatted(sentence.text(), entry.key(), index, instances - 1),
              null);
        }
      }
      String id = entry.id() + "#" + expressions.size();
      expressions.add(new Expression(id, sentence.text(), sentence.instances()));
    }
    return expressions;
  }

  private String annotationFile() {
    return "sentence_instance_" + split + ".json";
  }
}
