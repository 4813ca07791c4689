package org.refspark.data.refer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.refspark.data.DataFiles;
import org.refspark.data.DataFormatException;
import org.refspark.data.Expression;
import org.refspark.data.Reasons;
import org.refspark.data.ReferringImage;
import org.refspark.data.coco.CocoCategory;
import org.refspark.data.coco.CocoImage;
import org.refspark.data.coco.CocoObjects;
import org.refspark.data.image.PictureLimits;
import org.refspark.data.image.PictureSize;
import org.refspark.data.image.Pictures;

/**
 * Reads the RefCOCO family in the layout of the published {@code refer} tools:
 *
 * <pre>
 * refcoco/  refcoco+/  refcocog/  refclef/
 *   instances.json                         COCO's format, all objects of the pictures used
 *   refs(&lt;splitBy&gt;).p                      a pickled list of references
 * grefcoco/
 *   instances.json
 *   grefs(&lt;splitBy&gt;).json                  the same as JSON, with several objects or none
 * images/mscoco/images/train2014/*.jpg     or images/train2014/*.jpg
 * images/saiapr_tc-12/…                    for refclef
 * </pre>
 *
 * <p>A reference names its object by annotation id and its picture by image id; the file name
 * beside them is none of COCO's and is not used. Every annotated object of a picture is an
 * instance, whether referred to or not, so that distractors are known, but for those that nobody
 * can learn from: groups ({@code iscrowd}), outlines without a pixel and damaged ones. Where a
 * reference means a group, the group is an instance, for every evaluation counts it; where it means
 * an outline without a pixel or a damaged one, the picture is refused.
 *
 * <p>What a split's name means is told in {@link SplitName}.
 */
public final class ReferReader {
  /** The largest annotation file that is read, bytes; the largest published has some 150 MB. */
  private static final long MAX_ANNOTATION_BYTES = 512L << 20;

  /** An empty step of a path, {@code .} or {@code ..}, or a backslash: no file in the folder. */
  private static final Pattern OUTSIDE = Pattern.compile("(^|/)\\.{0,2}(/|$)|\\\\");

  private final DataFiles pictures;
  private final DataFiles annotations;
  private final ReferDataSet dataSet;
  private final String splitBy;
  private final String split;

  /**
   * @param pictures the root that holds {@code images}
   * @param annotations the root that holds the data set's folder, often the same
   * @param splitBy who split it, one of {@link ReferDataSet#splitBys}
   * @param split {@code train}, {@code val}, {@code test}, {@code testA} or {@code testB}
   */
  public ReferReader(
      DataFiles pictures,
      DataFiles annotations,
      ReferDataSet dataSet,
      String splitBy,
      String split) {
    this.pictures = Objects.requireNonNull(pictures, "pictures");
    this.annotations = Objects.requireNonNull(annotations, "annotations");
    this.dataSet = Objects.requireNonNull(dataSet, "dataSet");
    this.splitBy = Objects.requireNonNull(splitBy, "splitBy");
    this.split = Objects.requireNonNull(split, "split");
  }

  /** Reads pictures and annotations of one root. */
  public ReferReader(DataFiles files, ReferDataSet dataSet, String splitBy, String split) {
    this(files, files, dataSet, splitBy, split);
  }

  /**
   * What the annotations say of the split; no picture is opened.
   *
   * @throws DataFormatException where an annotation file is missing or not of the published form
   */
  public ReferSplit annotations() throws IOException {
    check(dataSet.references(splitBy));
    check(dataSet.instances());
    Map<Long, List<Reference>> byImage = new LinkedHashMap<>();
    for (var reference : ReferenceFile.read(annotations, dataSet, splitBy, split)) {
      byImage.computeIfAbsent(reference.image(), image -> new ArrayList<>()).add(reference);
    }
    var published = CocoObjects.read(annotations, dataSet.instances(), byImage::containsKey);
    var categories =
        published.categories().stream().sorted(Comparator.comparingInt(CocoCategory::id)).toList();
    var ids = categories.stream().map(CocoCategory::id).toList();
    var entries = new ArrayList<Entry>();
    byImage.forEach(
        (image, references) ->
            entries.add(
                new Entry(
                    split,
                    image,
                    published.image(image).orElse(null),
                    published.objects(image),
                    references,
                    ids)));
    return new ReferSplit(entries, categories.stream().map(CocoCategory::name).toList());
  }

  /**
   * Reads one picture with its instances and expressions. Expressions have the ids {@code
   * <split>/<image id>#<position>}, those of one reference have the same referent.
   *
   * @throws DataFormatException where the picture is missing, damaged or does not fit the
   *     annotations, or these do not fit each other; its reason is one of {@link Reasons} or {@link
   *     Pictures}
   */
  public ReferringImage read(Entry entry) throws IOException {
    var listed =
        entry
            .picture()
            .orElseThrow(
                () ->
                    wrong(
                        Reasons.BAD_ANNOTATIONS,
                        "lists no image %d, which references mean".formatted(entry.image())));
    var path = path(listed);
    var picture = pictures.read(path, PictureLimits.DEFAULT.bytes());
    var expected = new PictureSize(listed.width(), listed.height());
    var found = Pictures.size(pictures.describe(path), picture);
    // Compared before decoding: what the header claims is what decoding would allocate.
    if (!found.equals(expected)) {
      throw new DataFormatException(
          pictures.describe(path),
          Reasons.SIZE_MISMATCH,
          "the header says %d x %d pixels, %s says %d x %d"
              .formatted(
                  found.width(),
                  found.height(),
                  annotations.describe(dataSet.instances()),
                  expected.width(),
                  expected.height()),
          null);
    }
    Pictures.decode(pictures.describe(path), picture);
    var objects = PictureObjects.of(annotations.describe(dataSet.instances()), entry, expected);
    return new ReferringImage(
        entry.id(),
        split,
        expected.width(),
        expected.height(),
        picture,
        objects.instances(),
        expressions(entry, objects));
  }

  private List<Expression> expressions(Entry entry, PictureObjects objects)
      throws DataFormatException {
    var expressions = new ArrayList<Expression>();
    for (var reference : entry.references()) {
      var targets = new ArrayList<Integer>();
      for (long annotation : reference.annotations()) {
        var instance = objects.instance(annotation);
        if (instance.isEmpty()) {
          throw wrong(
              Reasons.UNKNOWN_ANNOTATION,
              "has no annotation %d of image %d, which reference %d in %s means"
                  .formatted(
                      annotation,
                      entry.image(),
                      reference.id(),
                      annotations.describe(dataSet.references(splitBy))));
        }
        targets.add(instance.getAsInt());
      }
      for (var sentence : reference.sentences()) {
        var id = entry.id() + "#" + expressions.size();
        var referent = entry.id() + " reference " + reference.id();
        expressions.add(new Expression(id, sentence, targets, referent));
      }
    }
    return expressions;
  }

  /** The picture's file, in the first of the folders that has it. */
  private String path(CocoImage listed) throws IOException {
    if (OUTSIDE.matcher(listed.fileName()).find()) {
      throw wrong(
          Reasons.BAD_ANNOTATIONS,
          "image %d has the file name \"%s\", expected a file's name inside the folder of pictures"
              .formatted(listed.id(), listed.fileName()));
    }
    for (var folder : dataSet.pictures()) {
      if (pictures.exists(folder + listed.fileName())) {
        return folder + listed.fileName();
      }
    }
    throw new DataFormatException(
        pictures.describe(dataSet.pictures().get(0) + listed.fileName()),
        Reasons.MISSING_PICTURE,
        "is missing, expected the picture here%s"
            .formatted(dataSet.pictures().size() > 1 ? " or in images/train2014" : ""),
        null);
  }

  private void check(String path) throws IOException {
    if (!annotations.exists(path)) {
      throw new DataFormatException(
          annotations.describe(path),
          Reasons.BAD_ANNOTATIONS,
          "is missing, expected the annotations of %s split by %s; check data.root, data.refer"
              .formatted(dataSet.title(), splitBy),
          null);
    }
    if (annotations.size(path) > MAX_ANNOTATION_BYTES) {
      throw new DataFormatException(
          annotations.describe(path),
          Reasons.BAD_ANNOTATIONS,
          "holds %,d bytes, more than the %,d allowed"
              .formatted(annotations.size(path), MAX_ANNOTATION_BYTES),
          null);
    }
  }

  private DataFormatException wrong(String reason, String problem) {
    return new DataFormatException(
        annotations.describe(dataSet.instances()), reason, problem, null);
  }
}
