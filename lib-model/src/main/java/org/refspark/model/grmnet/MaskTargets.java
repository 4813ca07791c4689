package org.refspark.model.grmnet;

import org.refspark.model.nn.RoiTaps;

/**
 * What the mask head should say in the bins of a region.
 *
 * @param choice which bins are mask
 */
record MaskTargets(GrmNetConfig.MaskTarget choice) {
  private static final float SOME_INK = 1e-4f;

  /**
   * Writes targets (0 or 1) and weights of one region's bins.
   *
   * @param instance the object in the picture
   * @param box of the region
   * @param weight of a bin that counts; the others weigh 0
   * @param at position of the first bin
   */
  void write(
      PreparedPicture picture,
      int instance,
      float[] box,
      float weight,
      float[] targets,
      float[] weights,
      int at) {
    int size = picture.size();
    var taps = RoiTaps.of(box, 0, 1, MaskHead.SIZE, 0, size, size);
    var ink = new float[MaskHead.SIZE * MaskHead.SIZE];
    var mask = new float[ink.length];
    for (int tap = 0; tap < taps.count(); tap++) {
      int cell = taps.cell(tap);
      ink[taps.bin(tap)] += taps.weight(tap) * picture.ink()[cell];
      mask[taps.bin(tap)] += taps.weight(tap) * picture.masks().get(instance)[cell];
    }
    for (int bin = 0; bin < ink.length; bin++) {
      boolean counts =
          switch (choice) {
            case CROP -> ink[bin] >= 0.5f;
            case INK_SHARE -> ink[bin] > SOME_INK;
            case PHOTO -> true;
          };
      float whole = choice == GrmNetConfig.MaskTarget.INK_SHARE ? ink[bin] : 1;
      targets[at + bin] = mask[bin] >= 0.5f * whole && counts ? 1 : 0;
      weights[at + bin] = counts ? weight : 0;
    }
  }
}
