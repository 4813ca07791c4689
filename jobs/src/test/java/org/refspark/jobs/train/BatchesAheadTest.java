package org.refspark.jobs.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.refspark.model.Query;

@Timeout(60)
class BatchesAheadTest {
  private static final PictureSource PICTURES = ToyPictures.of(40);

  /** 20 steps of two groups each. */
  private static final List<List<Group>> STEPS =
      IntStream.range(0, 20)
          .mapToObj(i -> List.of(new Group(2 * i, List.of(0)), new Group(2 * i + 1, List.of(0))))
          .toList();

  @Test
  void batchesComeInTheirOrderAndPrepared() throws IOException {
    var prepared = new ArrayList<List<Query>>();
    try (var batches = new BatchesAhead(STEPS, BatchesAheadTest::read, prepared::add)) {
      for (int step = 0; step < STEPS.size(); step++) {
        var batch = batches.next();
        assertEquals(
            List.of("toy/" + 2 * step, "toy/" + (2 * step + 1)),
            batch.stream().map(query -> query.image().id()).toList());
        assertSame(batch, prepared.get(step));
      }
    }
  }

  @Test
  void theNextBatchesAreReadWhileOneIsLearntFromButOnlyAFew() throws Exception {
    var reads = new Semaphore(0);
    var read = new AtomicInteger();
    try (var batches =
        new BatchesAhead(
            STEPS,
            group -> {
              read.incrementAndGet();
              reads.release();
              return read(group);
            },
            batch -> {})) {
      batches.next();
      // Two wait, and a third is in the thread's hands.
      assertTrue(reads.tryAcquire(8, 20, TimeUnit.SECONDS), "three more batches are read");
      assertFalse(reads.tryAcquire(1, TimeUnit.SECONDS), "a fourth is not");
      assertEquals(8, read.get());
    }
  }

  @Test
  void whatFailsIsThrownInThePlaceOfItsBatch() throws IOException {
    for (var failure :
        List.of(
            new IOException("io"), new IllegalStateException("state"), new StackOverflowError())) {
      try (var batches =
          new BatchesAhead(
              STEPS,
              group -> {
                if (group.picture() == 5) {
                  Undeclared.throwIt(failure);
                }
                return read(group);
              },
              batch -> {})) {
        batches.next();
        batches.next();
        assertSame(failure, assertThrows(failure.getClass(), batches::next));
      }
    }
  }

  /** Such as those of Spark, which is written in Scala. */
  @Test
  void aCheckedExceptionThatNobodyDeclaresIsTheCause() {
    var failure = new TimeoutException("too late");
    try (var batches =
        new BatchesAhead(STEPS, BatchesAheadTest::read, batch -> Undeclared.throwIt(failure))) {
      var problem = assertThrows(IOException.class, batches::next);
      assertSame(failure, problem.getCause());
      assertTrue(problem.getMessage().contains("too late"), problem.getMessage());
    }
  }

  @Test
  void aPictureThatCannotBeDecodedIsThrownToo() {
    try (var batches =
        new BatchesAhead(
            STEPS,
            BatchesAheadTest::read,
            batch -> {
              throw new IllegalArgumentException("cannot be decoded");
            })) {
      var problem = assertThrows(IllegalArgumentException.class, batches::next);
      assertEquals("cannot be decoded", problem.getMessage());
    }
  }

  @Test
  void theThreadEndsWithItsTaskAndFinishesThePictureItReads() throws Exception {
    var reading = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    var begun = new AtomicInteger();
    var finished = new AtomicInteger();
    var interrupted = new AtomicBoolean();
    var batches =
        new BatchesAhead(
            STEPS,
            group -> {
              begun.incrementAndGet();
              reading.countDown();
              interrupted.compareAndSet(false, isInterruptedWaiting(release));
              finished.incrementAndGet();
              return read(group);
            },
            batch -> {});
    reading.await();
    var closing = new Thread(batches::close);
    closing.start();
    while (closing.getState() != Thread.State.TIMED_WAITING) {
      Thread.sleep(1);
    }
    assertFalse(batches.hasEnded());
    release.countDown();
    closing.join();

    assertTrue(batches.hasEnded());
    assertFalse(interrupted.get(), "the read is not interrupted");
    assertEquals(1, finished.get(), "the picture is finished");
    assertEquals(1, begun.get(), "and no other begun");
    assertEquals(0, ownThreads());
  }

  @Test
  void aReadThatDoesNotEndIsInterruptedAndThenLeft() throws Exception {
    var release = new CountDownLatch(1);
    var reading = new CountDownLatch(1);
    var interrupted = new AtomicBoolean();
    var batches =
        new BatchesAhead(
            STEPS,
            group -> {
              reading.countDown();
              interrupted.set(isInterruptedWaiting(release));
              isInterruptedWaiting(release);
              return read(group);
            },
            batch -> {},
            Duration.ofMillis(100));
    reading.await();
    batches.close();

    assertFalse(batches.hasEnded());
    // The reader may come to know it later than its patience ends.
    while (!interrupted.get()) {
      Thread.sleep(1);
    }
    release.countDown();
    while (!batches.hasEnded()) {
      Thread.sleep(1);
    }
  }

  @Test
  void aTaskThatIsInterruptedInterruptsTheRead() throws Exception {
    var reading = new CountDownLatch(1);
    var batches =
        new BatchesAhead(
            STEPS,
            group -> {
              reading.countDown();
              try {
                Thread.sleep(60_000);
              } catch (InterruptedException e) {
                throw new IOException("interrupted", e);
              }
              return read(group);
            },
            batch -> {});
    reading.await();
    Thread.currentThread().interrupt();
    assertThrows(IOException.class, batches::next);
    batches.close();

    assertTrue(Thread.interrupted(), "the interruption stays visible");
    assertEquals(0, ownThreads());
  }

  @Test
  void theTimeWaitedForInputIsCounted() throws IOException {
    try (var batches =
        new BatchesAhead(
            STEPS.subList(0, 1),
            group -> {
              try {
                Thread.sleep(500);
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
              return read(group);
            },
            batch -> {})) {
      batches.next();
      assertTrue(batches.waitedSeconds() > 0.2, batches.waitedSeconds() + " s");
    }
  }

  private static Query read(Group group) throws IOException {
    return new Query(PICTURES.read(group.picture()), group.expressions());
  }

  private static long ownThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("batches ahead"))
        .count();
  }

  private static boolean isInterruptedWaiting(CountDownLatch latch) {
    try {
      latch.await();
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }
}
