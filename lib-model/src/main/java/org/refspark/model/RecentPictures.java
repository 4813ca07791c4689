package org.refspark.model;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.refspark.data.ReferringImage;

/**
 * Prepared pictures that were used last, within a budget of bytes: a picture is decoded once, not
 * once an expression, a network or an epoch. What was prepared ahead stays until it is used, beyond
 * the budget if need be. Safe from several threads; two that ask for the same picture have it
 * decoded once.
 *
 * @param <P> a picture as a network takes it
 */
public final class RecentPictures<P> {
  private static final long BUDGET = 512L << 20;

  /**
   * What was prepared ahead is given up after so many times the budget was prepared ahead after it:
   * whoever wanted it has been closed. No more than that is ever held.
   */
  private static final int PATIENCE = 2;

  private static final Map<Object, WeakReference<RecentPictures<?>>> SHARED = new HashMap<>();

  private final Function<ReferringImage, P> prepare;
  private final ToLongFunction<P> size;
  private final long budget;
  private final Map<Key, Entry<P>> pictures = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /** Bytes of all that was asked for ahead, the same picture counted each time. */
  private long aheadBytes;

  /** Ids are unique within a data set only, so what is encoded and marked decides as well. */
  private record Key(String id, int picture, int instances) {}

  private static final class Entry<P> {
    final FutureTask<P> picture;
    long bytes;

    /** How often it was prepared ahead and not used since. */
    int awaited;

    /** {@link #aheadBytes} when it was last prepared ahead. */
    long awaitedSince;

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

  /**
   * @param budget bytes that are held, more only where they were prepared ahead
   */
  RecentPictures(Function<ReferringImage, P> prepare, ToLongFunction<P> size, long budget) {
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
    return find(image, entry -> entry.awaited = Math.max(0, entry.awaited - 1));
  }

  /** The same for a picture that will be asked for soon: it stays until then. */
  public P ahead(ReferringImage image) {
    return find(
        image,
        entry -> {
          entry.awaited++;
          entry.awaitedSince = aheadBytes;
          aheadBytes += entry.bytes;
        });
  }

  private P find(ReferringImage image, Consumer<Entry<P>> use) {
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
      use.accept(entry);
      evict(entry);
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
      if (added.awaited > 0) {
        aheadBytes += size;
      }
      evict(added);
    }
  }

  /** Brings what is held down to the budget; what is awaited and the one in use stay. */
  private void evict(Entry<P> used) {
    var oldest = pictures.values().iterator();
    while (bytes > budget && oldest.hasNext()) {
      var entry = oldest.next();
      boolean awaited = entry.awaited > 0 && aheadBytes - entry.awaitedSince <= PATIENCE * budget;
      // Those that are being decoded have no size yet.
      if (entry != used && entry.bytes > 0 && !awaited) {
        bytes -= entry.bytes;
        oldest.remove();
      }
    }
  }
}
