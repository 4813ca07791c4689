package org.refspark.jobs.train;

import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.refspark.data.ReferringImage;

/**
 * Pictures read lately on this machine, encoded as they were stored, up to a size; the one longest
 * unused goes first. Small data sets are thus read once.
 */
final class PictureCache {
  private static final PictureCache OF_THIS_MACHINE = new PictureCache();

  // A mask is a few hundred runs; this is an estimate that keeps the sum in the right range.
  private static final long BYTES_PER_INSTANCE = 4096;
  private static final long BYTES_PER_EXPRESSION = 256;

  private record Key(String source, int position) {}

  private final Map<Key, ReferringImage> pictures = new LinkedHashMap<>(64, 0.75f, true);
  private long bytes;

  PictureCache() {}

  /** The one cache of this JVM. */
  static PictureCache ofThisMachine() {
    return OF_THIS_MACHINE;
  }

  /**
   * The picture at a position, from memory or from the source.
   *
   * @param hash of the source's content
   * @param capacity bytes that may stay in memory
   */
  ReferringImage read(PictureSource source, String hash, int position, long capacity)
      throws IOException {
    var key = new Key(hash, position);
    synchronized (this) {
      var known = pictures.get(key);
      if (known != null) {
        return known;
      }
    }
    var picture = source.read(position);
    keep(key, picture, capacity);
    return picture;
  }

  private synchronized void keep(Key key, ReferringImage picture, long capacity) {
    var replaced = pictures.put(key, picture);
    bytes += sizeOf(picture) - (replaced == null ? 0 : sizeOf(replaced));
    Iterator<ReferringImage> oldest = pictures.values().iterator();
    while (bytes > capacity && oldest.hasNext()) {
      bytes -= sizeOf(oldest.next());
      oldest.remove();
    }
  }

  private static long sizeOf(ReferringImage picture) {
    return picture.picture().length
        + BYTES_PER_INSTANCE * picture.instances().size()
        + BYTES_PER_EXPRESSION * picture.expressions().size();
  }
}
