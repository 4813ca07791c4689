package org.refspark.jobs.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.refspark.model.Query;

/**
 * A worker's batches in their order, read and prepared by a thread of its own that is a few ahead
 * of the training. What fails there is thrown here, in the place of the batch that it belongs to.
 */
final class BatchesAhead implements AutoCloseable {
  private static final int MOST_READY = 2;
  private static final long LOOK_MILLIS = 500;
  private static final long PATIENCE_MILLIS = 10_000;

  /** Reads a picture of the source. */
  interface Reader {
    Query read(Group group) throws IOException;
  }

  /** A batch, or why there is none. */
  private record Item(List<Query> batch, Throwable failure) {}

  private final BlockingQueue<Item> ready = new ArrayBlockingQueue<>(MOST_READY);
  private final Thread thread;
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
    this.thread = new Thread(() -> run(steps, reader, prepare), "batches ahead");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * The next batch; waits for it where it is not ready.
   *
   * @throws IOException as the reader does; its other exceptions and errors come likewise
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
    } catch (InterruptedException e) {
      // Closed: nobody waits for more.
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException | Error e) {
      tell(e);
    }
  }

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
   * shared file closed; unless this thread is interrupted itself, or it takes too long.
   */
  @Override
  public void close() {
    closed = true;
    ready.clear();
    boolean interrupted = Thread.interrupted();
    try {
      if (!interrupted) {
        thread.join(PATIENCE_MILLIS);
      }
      thread.interrupt();
      thread.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      thread.interrupt();
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
