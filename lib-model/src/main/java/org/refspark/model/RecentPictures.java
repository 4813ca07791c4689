package org.refspark.model;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.refspark.data.ReferringImage;

/**
 * Prepared pictures that were used last, within a budget of bytes: a picture is decoded once, not
 * once an expression, a network or an epoch. Safe from several threads; two that ask for the same
 * picture have it decoded once.
 *
 * @param <P> a picture as a network takes it
 */
public final class RecentPictures<P> {
  private static final long BUDGET = 512L << 20;

  private static final Map<Object, WeakReference<RecentPictures<?>>> SHARED = new HashMap<>();

  private final Function<ReferringImage, P> prepare;
  private final ToLongFunction<P> size;
  private final long budget;
  private final Map<Key, Entry<P>> pictures = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /** Ids are unique within a data set only, so what is encoded and marked decides as well. */
  private record Key(String id, int picture, int instances) {}

  private static final class Entry<P> {
    final FutureTask<P> picture;
    long bytes;

    Entry(FutureTask<P> picture) {
      this.picture = picture;
    }
  }

  /**
   * @param prepare decodes and resizes; from several threads
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

  /**
   * The pictures that all networks of this process share which prepare them alike; they go when no
   * network holds them any more.
   *
   * @param kind equal for equal preparation, and for nothing else
   */
  public static <P> RecentPictures<P> shared(
      Object kind, Function<ReferringImage, P> prepare, ToLongFunction<P> size) {
    synchronized (SHARED) {
      SHARED.values().removeIf(reference -> reference.get() == null);
      var known = SHARED.get(kind);
      // By its contract the kind says what P is.
      @SuppressWarnings("unchecked")
      var pictures = known == null ? null : (RecentPictures<P>) known.get();
      if (pictures == null) {
        pictures = new RecentPictures<>(prepare, size);
        SHARED.put(kind, new WeakReference<>(pictures));
      }
      return pictures;
    }
  }

  /** The picture, prepared now or before, here or by another thread. */
  public P of(ReferringImage image) {
    var key = new Key(image.id(), Arrays.hashCode(image.picture()), image.instances().hashCode());
    Entry<P> entry;
    boolean first;
    synchronized (pictures) {
      var known = pictures.get(key);
      first = known == null;
      entry = first ? new Entry<>(new FutureTask<>(() -> prepare.apply(image))) : known;
      if (first) {
        pictures.put(key, entry);
      }
    }
    if (first) {
      entry.picture.run();
    }
    var prepared = result(key, entry);
    if (first) {
      keep(entry, size.applyAsLong(prepared));
    }
    return prepared;
  }

  private P result(Key key, Entry<P> entry) {
    try {
      return entry.picture.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a picture is decoded", e);
    } catch (ExecutionException e) {
      synchronized (pictures) {
        pictures.remove(key, entry);
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      // A function throws no other.
      throw (RuntimeException) e.getCause();
    }
  }

  private void keep(Entry<P> added, long size) {
    synchronized (pictures) {
      added.bytes = size;
      bytes += size;
      var oldest = pictures.values().iterator();
      while (bytes > budget && oldest.hasNext()) {
        var entry = oldest.next();
        // Those that are being decoded have no size yet.
        if (entry != added && entry.bytes > 0) {
          bytes -= entry.bytes;
          oldest.remove();
        }
      }
    }
  }
}
