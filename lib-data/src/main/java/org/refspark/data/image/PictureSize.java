package org.refspark.data.image;

/**
 * What a picture's header says, known before anything is decoded.
 *
 * @param width pixels
 * @param height pixels
 */
public record PictureSize(int width, int height) {
  /** Width × height. */
  public long pixels() {
    return (long) width * height;
  }
}
