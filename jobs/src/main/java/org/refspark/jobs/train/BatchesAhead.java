package org.refspark.jobs.train;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.refspark.model.Query;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker's batches in their order, read and prepared by a thread of its own that is a few ahead
 * of the training. What fails there is thrown here, in the place of the batch that it belongs to.
 */
final class BatchesAhead implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BatchesAhead.class);
  private static final int MOST_READY = 2;
  private static final long LOOK_MILLIS = 500;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Reads a picture of the source. */
  interface Reader {
    Query read(Group group) throws IOException;
  }

  /** A batch, or why there is none. */
  private record Item(List<Query> batch, Throwable failure) {}

  private final BlockingQueue<Item> ready = new ArrayBlockingQueue<>(MOST_READY);
  private final Thread thread;
  private final Duration patience;
  private volatile boolean closed;
  private long waited;

  /**
   * Begins to read.
   *
   * @param steps the batches' groups, in order
   * @param reader called by the thread
   * @param prepare what a batch needs before it is learnt from; called by the thread
   */
  BatchesAhead(List<List<Group>> steps, Reader reader, Consumer<List<Query>> prepare) {
    this(steps, reader, prepare, PATIENCE);
  }

  /**
   * @param patience with the thread when it has to end, before and after it is interrupted
   */
  BatchesAhead(
      List<List<Group>> steps, Reader reader, Consumer<List<Query>> prepare, Duration patience) {
    this.patience = patience;
    this.thread = new Thread(() -> run(steps, reader, prepare), "batches ahead");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * The next batch; waits for it where it is not ready.
   *
   * @throws IOException as the reader does; unchecked exceptions and errors come likewise, checked
   *     ones that it does not declare as this one's cause
   */
  List<Query> next() throws IOException {
    long began = System.nanoTime();
    try {
      var item = ready.poll();
      while (item == null) {
        boolean alive = thread.isAlive();
        item = ready.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        if (item == null && !alive) {
          throw new IllegalStateException("the thread that reads ahead has ended too early");
        }
      }
      return batchOf(item);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the next batch", e);
    } finally {
      waited += System.nanoTime() - began;
    }
  }

  private static List<Query> batchOf(Item item) throws IOException {
    if (item.failure instanceof IOException e) {
      throw e;
    }
    if (item.failure instanceof RuntimeException e) {
      throw e;
    }
    if (item.failure instanceof Error e) {
      throw e;
    }
    if (item.failure != null) {
      throw new IOException("a batch could not be read: " + item.failure, item.failure);
    }
    return item.batch;
  }

  /** Seconds that {@link #next} has taken so far. */
  double waitedSeconds() {
    return waited / 1e9;
  }

  private void run(List<List<Group>> steps, Reader reader, Consumer<List<Query>> prepare) {
    try {
      for (var groups : steps) {
        var batch = new ArrayList<Query>();
        for (var group : groups) {
          if (closed) {
            return;
          }
          batch.add(reader.read(group));
        }
        prepare.accept(batch);
        offer(new Item(batch, null));
      }
    } catch (Throwable e) { // Scala throws checked exceptions that it does not declare.
      tell(e);
    }
  }

  /** Where this is closed, nobody waits to be told. */
  private void tell(Throwable failure) {
    try {
      offer(new Item(List.of(), failure));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void offer(Item item) throws InterruptedException {
    boolean taken = false;
    while (!taken && !closed) {
      taken = ready.offer(item, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /**
   * Ends the thread. It may finish the picture it reads, since an interrupted read can leave a
   * shared file closed; unless this thread is interrupted itself, or it takes too long. See {@link
   * #hasEnded}.
   */
  @Override
  public void close() {
    closed = true;
    ready.clear();
    boolean interrupted = Thread.interrupted() || isInterruptedWaiting();
    if (thread.isAlive()) {
      thread.interrupt();
      interrupted |= isInterruptedWaiting();
    }
    if (!hasEnded()) {
      LOG.warn(
          "A worker has ended, but the thread that reads its pictures does not: its network is not"
              + " used again, and memory may run short. A file system that hangs? It is here:{}",
          Arrays.stream(thread.getStackTrace())
              .map(frame -> "\n  at " + frame)
              .collect(Collectors.joining()));
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for the thread. */
  private boolean isInterruptedWaiting() {
    try {
      thread.join(patience.toMillis());
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }

  /** Whether, after {@link #close}, neither reader nor preparation is at work any more. */
  boolean hasEnded() {
    return !thread.isAlive();
  }
}
