package org.refspark.model.graph;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Loops of Java kernels over the cores that the native library uses too ({@code OMP_NUM_THREADS}).
 * What a chunk computes does not depend on the thread that runs it, so results are the same with
 * any number of threads.
 */
public final class HostLoop {
  private static final int THREADS = threads();
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
   * Runs {@code body} for 0 to {@code count − 1}, on the caller's thread and on helpers, and waits
   * for all of them. Throws what a body threw, after every running body has ended.
   */
  public static void over(int count, Body body) {
    if (count <= 1 || THREADS == 1) {
      for (int i = 0; i < count; i++) {
        body.run(i);
      }
      return;
    }
    var next = new AtomicInteger();
    var failure = new AtomicReference<Throwable>();
    int helpers = Math.min(THREADS, count) - 1;
    var done = new CountDownLatch(helpers);
    Runnable drain =
        () -> {
          try {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
              body.run(i);
            }
          } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
            next.set(count);
          }
        };
    for (int i = 0; i < helpers; i++) {
      POOL.execute(
          () -> {
            drain.run();
            done.countDown();
          });
    }
    drain.run();
    await(done);
    if (failure.get() instanceof Error error) {
      throw error;
    }
    if (failure.get() != null) {
      throw (RuntimeException) failure.get();
    }
  }

  private static void await(CountDownLatch done) {
    boolean interrupted = false;
    while (true) {
      try {
        done.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
