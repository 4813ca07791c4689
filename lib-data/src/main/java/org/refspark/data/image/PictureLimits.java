package org.refspark.data.image;

/**
 * How large a picture may be; checked before it is decoded.
 *
 * @param bytes of the encoded picture, at most
 * @param pixels of the decoded picture, at most
 */
public record PictureLimits(long bytes, long pixels) {
  /** 64 MiB encoded, 64 Mpixel decoded. */
  public static final PictureLimits DEFAULT = new PictureLimits(64L << 20, 64L << 20);

  public PictureLimits {
    if (bytes < 1 || pixels < 1 || pixels > Integer.MAX_VALUE / 3) {
      throw new IllegalArgumentException(
          "limits of %d bytes and %d pixels, expected 1 or more and at most %d pixels"
              .formatted(bytes, pixels, Integer.MAX_VALUE / 3));
    }
  }
}
