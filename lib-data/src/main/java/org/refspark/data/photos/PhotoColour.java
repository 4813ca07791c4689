package org.refspark.data.photos;

import java.util.Locale;

/** Colours that are told apart at a glance; backgrounds keep clear of them. */
enum PhotoColour {
  RED(0.82f, 0.11f, 0.11f),
  ORANGE(0.96f, 0.50f, 0.06f),
  YELLOW(0.96f, 0.84f, 0.12f),
  GREEN(0.12f, 0.62f, 0.17f),
  BLUE(0.12f, 0.29f, 0.86f),
  PURPLE(0.50f, 0.16f, 0.68f),
  WHITE(0.95f, 0.95f, 0.94f),
  BLACK(0.11f, 0.11f, 0.12f);

  private final float red;
  private final float green;
  private final float blue;

  PhotoColour(float red, float green, float blue) {
    this.red = red;
    this.green = green;
    this.blue = blue;
  }

  /** Red, green or blue in plain light, 0 to 1. */
  float channel(int channel) {
    return switch (channel) {
      case 0 -> red;
      case 1 -> green;
      default -> blue;
    };
  }

  String adjective() {
    return name().toLowerCase(Locale.ROOT);
  }
}
