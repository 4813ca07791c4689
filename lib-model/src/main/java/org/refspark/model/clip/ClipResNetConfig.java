package org.refspark.model.clip;

import java.util.List;

/**
 * Size of {@link ClipResNet}.
 *
 * @param blocks bottlenecks of each stage, such as 3, 4, 6, 3
 * @param width channels of the stem; the last map has 32 times as many
 * @param heads of the attention pool
 * @param embed channels of the shared space
 * @param grid side of the last map of the pictures that the positions were trained on
 */
public record ClipResNetConfig(List<Integer> blocks, int width, int heads, int embed, int grid)
    implements ClipVisualConfig {
  public ClipResNetConfig {
    blocks = List.copyOf(blocks);
    if (blocks.size() != 4 || blocks.stream().anyMatch(count -> count < 1)) {
      throw new IllegalArgumentException(
          "blocks is " + blocks + ", expected four numbers of at least 1, such as [3, 4, 6, 3]");
    }
    Sizes.atLeastOne("width", width, "heads", heads, "embed", embed, "grid", grid);
    Sizes.divides("heads", heads, "32 times the width", 32 * width);
    Sizes.divides("2", 2, "width", width);
  }

  /** Channels of the last map. */
  public int channels() {
    return 32 * width;
  }
}
