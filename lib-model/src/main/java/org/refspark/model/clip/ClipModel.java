package org.refspark.model.clip;

import java.util.List;

/** The published models, by the sizes of their two encoders. */
public enum ClipModel {
  RN50(new ClipResNetConfig(List.of(3, 4, 6, 3), 64, 32, 1024, 7), text(512, 8, 1024)),
  RN101(new ClipResNetConfig(List.of(3, 4, 23, 3), 64, 32, 512, 7), text(512, 8, 512)),
  VIT_B_16(new ClipVitConfig(16, 768, 12, 12, 512, 14), text(512, 8, 512)),
  VIT_L_14(new ClipVitConfig(14, 1024, 24, 16, 768, 16), text(768, 12, 768));

  private final ClipVisualConfig visual;
  private final ClipTextConfig text;

  ClipModel(ClipVisualConfig visual, ClipTextConfig text) {
    this.visual = visual;
    this.text = text;
  }

  private static ClipTextConfig text(int width, int heads, int embed) {
    return new ClipTextConfig(49408, 77, width, 12, heads, embed);
  }

  /** Size of the picture encoder. */
  public ClipVisualConfig visual() {
    return visual;
  }

  /** Size of the text encoder. */
  public ClipTextConfig text() {
    return text;
  }
}
