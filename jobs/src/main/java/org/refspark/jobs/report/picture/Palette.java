package org.refspark.jobs.report.picture;

import java.awt.Color;
import java.util.List;

/**
 * Colours of instances that people with any colour vision tell apart: the set of Okabe and Ito
 * ("Color Universal Design", 2008), darkened where white text on it would not be readable.
 */
public final class Palette {
  /** Text and frames. */
  public static final Color INK = new Color(0x1F2933);

  /** Text of lesser weight, and lines that only support. */
  public static final Color MUTED = new Color(0x66727F);

  private static final List<Color> INSTANCES =
      List.of(
          new Color(0x0072B2),
          new Color(0xD55E00),
          new Color(0x00855F),
          new Color(0xB3478C),
          new Color(0x8A6D00),
          new Color(0x5B4FB5),
          new Color(0x2A87C0),
          new Color(0xA13D2D));

  private Palette() {}

  /** The colour of the instance at that position; begins anew after the last. */
  public static Color instance(int position) {
    return INSTANCES.get(Math.floorMod(position, INSTANCES.size()));
  }
}
