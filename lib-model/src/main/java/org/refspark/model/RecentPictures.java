package org.refspark.model;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.refspark.data.ReferringImage;

/**
 * Prepared pictures that were used last, within a budget of bytes: a picture is decoded once, not
 * once an epoch. Not thread-safe.
 *
 * @param <P> a picture as a network takes it
 */
public final class RecentPictures<P> {
  private static final long BUDGET = 512L << 20;

  private final Function<ReferringImage, P> prepare;
  private final ToLongFunction<P> size;
  private final long budget;
  private final LinkedHashMap<String, P> pictures = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /**
   * @param prepare decodes and resizes
   * @param size bytes that a prepared picture holds
   */
  public RecentPictures(Function<ReferringImage, P> prepare, ToLongFunction<P> size) {
    this(prepare, size, BUDGET);
  }

  private RecentPictures(Function<ReferringImage, P> prepare, ToLongFunction<P> size, long budget) {
    this.prepare = prepare;
    this.size = size;
    this.budget = budget;
  }

  /**
   * Keeps the last picture only: whoever sees each picture once would fill the budget for nothing.
   *
   * @param prepare decodes and resizes
   */
  public static <P> RecentPictures<P> onlyTheLast(Function<ReferringImage, P> prepare) {
    return new RecentPictures<>(prepare, picture -> 1, 1);
  }

  /** The picture, prepared now or before. */
  public P of(ReferringImage image) {
    // Ids are unique within a data set only, so what is encoded decides as well.
    var key = image.id() + ":" + Arrays.hashCode(image.picture());
    var known = pictures.get(key);
    if (known != null) {
      return known;
    }
    var prepared = prepare.apply(image);
    bytes += size.applyAsLong(prepared);
    pictures.put(key, prepared);
    var oldest = pictures.values().iterator();
    while (bytes > budget && pictures.size() > 1) {
      bytes -= size.applyAsLong(oldest.next());
      oldest.remove();
    }
    return prepared;
  }
}
