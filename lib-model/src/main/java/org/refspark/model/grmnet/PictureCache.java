package org.refspark.model.grmnet;

import java.util.LinkedHashMap;
import org.refspark.data.ReferringImage;

/**
 * Prepared pictures that were used last, within a budget of bytes: a picture is decoded once, not
 * once an epoch.
 */
final class PictureCache {
  private static final long BUDGET = 512L << 20;

  private final int size;
  private final GrmNetConfig.Resize resize;
  private final LinkedHashMap<String, PreparedPicture> pictures =
      new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  PictureCache(int size, GrmNetConfig.Resize resize) {
    this.size = size;
    this.resize = resize;
  }

  PreparedPicture of(ReferringImage image) {
    // Ids are unique within a data set only, so what is encoded decides as well.
    var key = image.id() + ":" + java.util.Arrays.hashCode(image.picture());
    var known = pictures.get(key);
    if (known != null) {
      return known;
    }
    var prepared = PreparedPicture.of(image, size, resize);
    bytes += prepared.bytes();
    pictures.put(key, prepared);
    var oldest = pictures.values().iterator();
    while (bytes > BUDGET && pictures.size() > 1) {
      bytes -= oldest.next().bytes();
      oldest.remove();
    }
    return prepared;
  }
}
