package org.refspark.data.image;

import java.lang.ref.SoftReference;
import org.refspark.data.DataFormatException;

/**
 * The picture that this thread has decoded last. A network and the measure of its answers look at
 * the same picture one after the other, and neither should decode it again for the other.
 */
public final class DecodedOnce {
  private static final ThreadLocal<SoftReference<Decoded>> LAST = new ThreadLocal<>();

  private record Decoded(byte[] encoded, Picture picture) {}

  private DecodedOnce() {}

  /**
   * The picture; its pixels are shared and must not be changed.
   *
   * @param file how messages name it
   * @param encoded the same array means the same picture
   * @throws DataFormatException as {@link Pictures#decode(String, byte[])}
   */
  public static Picture of(String file, byte[] encoded) throws DataFormatException {
    var reference = LAST.get();
    var last = reference == null ? null : reference.get();
    if (last == null || last.encoded() != encoded) {
      last = new Decoded(encoded, Pictures.decode(file, encoded));
      LAST.set(new SoftReference<>(last));
    }
    return last.picture();
  }
}
