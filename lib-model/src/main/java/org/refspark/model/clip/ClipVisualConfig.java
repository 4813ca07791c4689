package org.refspark.model.clip;

/** Size of one of CLIP's two kinds of picture encoders. */
public sealed interface ClipVisualConfig permits ClipResNetConfig, ClipVitConfig {
  /** Channels of the space that pictures and expressions share. */
  int embed();
}
