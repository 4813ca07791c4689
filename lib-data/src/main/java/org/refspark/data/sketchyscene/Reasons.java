package org.refspark.data.sketchyscene;

/** What {@link org.refspark.data.DataFormatException#reason()} says of faults of this data set. */
public final class Reasons {
  /** The drawing is not there. */
  public static final String MISSING_PICTURE = "missing-picture";

  /** A label map is not there. */
  public static final String MISSING_MAT = "missing-mat";

  /** A label map is not of the picture's size. */
  public static final String SIZE_MISMATCH = "size-mismatch";

  /** No pixel carries an instance's label. */
  public static final String EMPTY_MASK = "empty-mask";

  /** An instance has no category, or one outside 1 to 46. */
  public static final String BAD_CATEGORY = "bad-category";

  /** A sentence means an instance that the sketch does not have. */
  public static final String INDEX_OUT_OF_RANGE = "index-out-of-range";

  /** The annotations are not the published JSON. */
  public static final String BAD_ANNOTATIONS = "bad-annotations";

  private Reasons() {}
}
