package org.refspark.model.clip;

/**
 * Size of {@link ClipText}.
 *
 * @param vocabulary number of word pieces
 * @param context rows of the table of positions; expressions may be shorter
 * @param width channels of a token
 * @param blocks number of transformer blocks
 * @param heads of each block
 * @param embed channels of the shared space
 */
public record ClipTextConfig(
    int vocabulary, int context, int width, int blocks, int heads, int embed) {
  public ClipTextConfig {
    Sizes.atLeastOne(
        "vocabulary",
        vocabulary,
        "context",
        context,
        "width",
        width,
        "blocks",
        blocks,
        "heads",
        heads,
        "embed",
        embed);
    Sizes.divides("heads", heads, "width", width);
  }
}
