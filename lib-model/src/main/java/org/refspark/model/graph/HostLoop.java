package org.refspark.model.graph;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Loops of Java kernels over the cores that the native library uses too ({@code OMP_NUM_THREADS}).
 * What a chunk computes does not depend on the thread that runs it, so results are the same with
 * any number of threads.
 */
public final class HostLoop {
  /** Threads that a loop may take, the caller's among them. */
  static final int THREADS = threads();

  private static final ExecutorService POOL =
      Executors.newFixedThreadPool(
          Math.max(1, THREADS - 1),
          body -> {
            var thread = new Thread(body, "host-loop");
            thread.setDaemon(true);
            return thread;
          });

  private HostLoop() {}

  /** The work of one chunk. */
  public interface Body {
    /** Does chunk number {@code index}. */
    void run(int index);
  }

  private static int threads() {
    var set = System.getenv("OMP_NUM_THREADS");
    int cores = Runtime.getRuntime().availableProcessors();
    return set != null && set.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(set) : cores;
  }

  /**
   * Runs {@code body} for 0 to {@code count − 1}, on the caller's thread and, where that takes
   * longer than waking them, on helpers, and waits for all of it. Throws what a body threw, after
   * every running body has ended.
   */
  public static void over(int count, Body body) {
    new Chunks(count, body).run();
  }

  /** As {@link #over}, of chunks that take longer than waking a thread: helpers begin at once. */
  static void overLong(int count, Body body) {
    var chunks = new Chunks(count, body);
    chunks.wakeHelpers(count - 1);
    chunks.run();
  }

  /** The chunks of one loop. */
  private static final class Chunks {
    /** A sleeping thread takes as long to wake. */
    private static final long WAKING_NANOS = 60_000;

    private final int count;
    private final Body body;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger left;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Thread caller = Thread.currentThread();
    private boolean woken;

    Chunks(int count, Body body) {
      this.count = count;
      this.body = body;
      this.left = new AtomicInteger(count);
    }

    void run() {
      long start = System.nanoTime();
      for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
        run(i);
        if (!woken && System.nanoTime() - start > WAKING_NANOS) {
          wakeHelpers(count - next.get());
        }
      }
      await();
      if (failure.get() instanceof Error error) {
        throw error;
      }
      if (failure.get() != null) {
        throw (RuntimeException) failure.get();
      }
    }

    private void wakeHelpers(int most) {
      woken = true;
      for (int i = 0; i < Math.min(THREADS - 1, most); i++) {
        POOL.execute(this::help);
      }
    }

    /** A helper that wakes too late finds nothing to do, and nobody waits for it. */
    private void help() {
      for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
        run(i);
      }
    }

    private void run(int index) {
      try {
        body.run(index);
      } catch (RuntimeException | Error e) {
        failure.compareAndSet(null, e);
        int unclaimed = count - Math.min(count, next.getAndSet(count));
        left.addAndGet(-unclaimed);
      } finally {
        if (left.decrementAndGet() == 0 && Thread.currentThread() != caller) {
          LockSupport.unpark(caller);
        }
      }
    }

    private void await() {
      boolean interrupted = false;
      long start = System.nanoTime();
      while (left.get() > 0) {
        if (System.nanoTime() - start < WAKING_NANOS) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
          interrupted |= Thread.interrupted();
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
