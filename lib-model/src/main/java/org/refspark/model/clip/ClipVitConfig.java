package org.refspark.model.clip;

/**
 * Size of {@link ClipVit}.
 *
 * @param patch side of the squares that a picture is cut into, in pixels
 * @param width channels of a token
 * @param blocks number of transformer blocks
 * @param heads of each block
 * @param embed channels of the shared space
 * @param grid patches along a side of the pictures that the positions were trained on
 */
public record ClipVitConfig(int patch, int width, int blocks, int heads, int embed, int grid)
    implements ClipVisualConfig {
  public ClipVitConfig {
    Sizes.atLeastOne(
        "patch", patch, "width", width, "blocks", blocks, "heads", heads, "embed", embed, "grid",
        grid);
    Sizes.divides("heads", heads, "width", width);
  }
}
