package org.refspark.model.grmnet;

import org.refspark.model.boxes.FpnLevels;

/** Writes boxes as the rows that RoIAlign takes and as the vectors that the RoI fusion takes. */
final class RegionRows {
  private final GrmNetConfig config;
  private final FpnLevels levels;
  private final GlobalReferences references;

  RegionRows(GrmNetConfig config) {
    this.config = config;
    this.levels =
        new FpnLevels(
            config.pyramid().finest(),
            GrmNetConfig.Pyramid.COARSEST - 1,
            config.roi().canonicalSize(),
            4);
    var choice = config.references();
    this.references = new GlobalReferences(choice.count(), choice.selection(), choice.form());
  }

  GlobalReferences references() {
    return references;
  }

  /** Values of a region's vector: its place, then its references. */
  static int vectorWidth(GrmNetConfig.References choice) {
    int size = choice.form().size();
    return (choice.absolutePosition() ? size : 0) + choice.count() * size;
  }

  /** Writes one region's row: picture, level, box. */
  void region(float[] rows, int row, int picture, float[] boxes, int box) {
    rows[6 * row] = picture;
    rows[6 * row + 1] = levels.level(boxes, box) - config.pyramid().finest();
    System.arraycopy(boxes, 4 * box, rows, 6 * row + 2, 4);
  }

  /**
   * Writes the vectors of candidates, row after row.
   *
   * @param members each candidate's place in the list, −1 where it is not from there
   * @param list boxes to take references from
   */
  void vectors(float[] rows, int row, float[] candidates, int[] members, float[] list) {
    int size = config.references().form().size();
    int width = vectorWidth(config.references());
    int own = config.references().absolutePosition() ? size : 0;
    var place = references.absolute(candidates, config.imageSize(), config.imageSize());
    var relative = references.vectors(candidates, members, list);
    for (int i = 0; i < members.length; i++) {
      int at = (row + i) * width;
      System.arraycopy(place, i * size, rows, at, own);
      System.arraycopy(relative, i * references.width(), rows, at + own, references.width());
    }
  }
}
