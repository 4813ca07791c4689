package org.refspark.data;

/** What {@link DataFormatException#reason()} says of faults of published data sets. */
public final class Reasons {
  /** A picture that the annotations name is not there. */
  public static final String MISSING_PICTURE = "missing-picture";

  /** A label map is not there. */
  public static final String MISSING_MAT = "missing-mat";

  /** A label map, a mask or what the annotations say is not of the picture's size. */
  public static final String SIZE_MISMATCH = "size-mismatch";

  /** No pixel belongs to an instance. */
  public static final String EMPTY_MASK = "empty-mask";

  /** An instance has no category, or one outside the data set's list. */
  public static final String BAD_CATEGORY = "bad-category";

  /** A sentence means an instance that the picture does not have. */
  public static final String INDEX_OUT_OF_RANGE = "index-out-of-range";

  /** The annotations are not of the published form. */
  public static final String BAD_ANNOTATIONS = "bad-annotations";

  /** An expression means an annotation that its picture does not have. */
  public static final String UNKNOWN_ANNOTATION = "unknown-annotation";

  /** An instance's outline or mask cannot be drawn. */
  public static final String BAD_SEGMENTATION = "bad-segmentation";

  private Reasons() {}
}
