package org.refspark.data.refer;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A data set of the family, and where its files lie under the common root. */
public enum ReferDataSet {
  REFCOCO("refcoco", "unc google"),
  REFCOCO_PLUS("refcoco+", "unc"),
  REFCOCOG("refcocog", "umd google"),
  REFCLEF("refclef", "unc berkeley"),
  /** Expressions may mean several objects or none (Liu et al. 2023). */
  GREFCOCO("grefcoco", "unc");

  /** The one that {@code refer} expects, then the one that CRIS expects. */
  private static final List<String> COCO_PICTURES =
      List.of("images/mscoco/images/train2014/", "images/train2014/");

  private static final List<String> CLEF_PICTURES = List.of("images/saiapr_tc-12/");

  private final String title;
  private final String splitBys;

  ReferDataSet(String title, String splitBys) {
    this.title = title;
    this.splitBys = splitBys;
  }

  /**
   * The data set of that published name.
   *
   * @throws IllegalArgumentException where there is none
   */
  public static ReferDataSet titled(String title) {
    return Arrays.stream(values())
        .filter(dataSet -> dataSet.title.equals(title))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "\"%s\" is no data set of this family, expected one of %s"
                        .formatted(
                            title,
                            Arrays.stream(values())
                                .map(ReferDataSet::title)
                                .collect(Collectors.joining(", ")))));
  }

  /** The published name, which is also the folder's: {@code refcoco+}. */
  public String title() {
    return title;
  }

  /** Who split the data set into parts; the usual one first. */
  public List<String> splitBys() {
    return List.of(splitBys.split(" "));
  }

  String instances() {
    return title + "/instances.json";
  }

  String references(String splitBy) {
    return this == GREFCOCO
        ? "%s/grefs(%s).json".formatted(title, splitBy)
        : "%s/refs(%s).p".formatted(title, splitBy);
  }

  boolean referencesArePickled() {
    return this != GREFCOCO;
  }

  /** Folders that may hold the pictures, ending in a slash. */
  List<String> pictures() {
    return this == REFCLEF ? CLEF_PICTURES : COCO_PICTURES;
  }
}
