package org.refspark.data.mask;

/** Placeholder contract; the codec follows. */
public final class Rle {
  private final int height;
  private final int width;

  public Rle(int height, int width) {
    this.height = height;
    this.width = width;
  }

  /** Rows. */
  public int height() {
    return height;
  }

  /** Columns. */
  public int width() {
    return width;
  }
}
