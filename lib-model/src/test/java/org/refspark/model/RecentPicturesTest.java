package org.refspark.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.refspark.data.DataFormatException;
import org.refspark.data.Instance;
import org.refspark.data.ReferringImage;
import org.refspark.data.mask.Rle;

@Timeout(60)
class RecentPicturesTest {
  private final AtomicInteger decoded = new AtomicInteger();
  private final RecentPictures<String> pictures =
      new RecentPictures<>(image -> image.id() + " " + decoded.incrementAndGet(), text -> 1);

  @Test
  void aPictureIsPreparedOnce() {
    assertEquals("a 1", pictures.of(image("a", 1)));
    assertEquals("a 1", pictures.of(image("a", 1)));
    assertEquals("b 2", pictures.of(image("b", 1)));
  }

  @Test
  void equalIdsWithOtherPixelsOrObjectsAreOtherPictures() {
    assertEquals("a 1", pictures.of(image("a", 1)));
    assertEquals("a 2", pictures.of(image("a", 2)));
    assertEquals("a 3", pictures.of(image("a", 1, new Instance(1, mask()))));
  }

  @Test
  void threadsThatAskAtOnceHaveItPreparedOnceAndOthersNeedNotWait() throws Exception {
    var begun = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    var slow =
        new RecentPictures<String>(
            image -> {
              if (image.id().equals("slow")) {
                begun.countDown();
                await(go);
              }
              return image.id() + " " + decoded.incrementAndGet();
            },
            text -> 1);
    var threads = Executors.newFixedThreadPool(2);
    try {
      var first = threads.submit(() -> slow.of(image("slow", 1)));
      begun.await();
      var second = threads.submit(() -> slow.of(image("slow", 1)));
      assertEquals("quick 1", slow.of(image("quick", 1)));
      go.countDown();
      assertEquals("slow 2", first.get());
      assertEquals("slow 2", second.get());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void theOnesLongestUnusedGiveWay() {
    var large =
        new RecentPictures<String>(
            image -> image.id() + decoded.incrementAndGet(), p -> 200L << 20);
    assertEquals("a1", large.of(image("a", 1)));
    assertEquals("b2", large.of(image("b", 1)));
    assertEquals("a1", large.of(image("a", 1)));
    assertEquals("c3", large.of(image("c", 1)));
    assertEquals("a1", large.of(image("a", 1)));
    assertEquals("b4", large.of(image("b", 1)));
  }

  @Test
  void batchesPreparedAheadAreDecodedOnceWhereTheyAreLargerThanTheBudget() {
    var small = ofBudget(10);
    ask(small::of, "old", 0, 8);
    ask(small::ahead, "batch", 0, 19);
    assertEquals(27, decoded.get());
    ask(small::of, "batch", 0, 19);
    assertEquals(27, decoded.get(), "nothing twice");
    ask(small::of, "batch", 9, 19);
    assertEquals(27, decoded.get(), "the budget's ten stay");
    ask(small::of, "batch", 0, 9);
    assertEquals(36, decoded.get(), "used ones give way");
  }

  @Test
  void aPictureThatTwoAwaitStaysUntilBothHaveUsedIt() {
    var small = ofBudget(3);
    ask(small::ahead, "shared", 0, 1);
    ask(small::ahead, "shared", 0, 1);
    ask(small::of, "shared", 0, 1);
    ask(small::of, "other", 0, 9);
    assertEquals(10, decoded.get());
    ask(small::of, "shared", 0, 1);
    assertEquals(10, decoded.get());
    ask(small::of, "other", 9, 12);
    ask(small::of, "shared", 0, 1);
    assertEquals(14, decoded.get(), "it has given way");
  }

  @Test
  void noMoreThanTwiceTheBudgetIsHeldForThoseWhoNeverCome() {
    var small = ofBudget(10);
    ask(small::ahead, "never", 0, 100);
    ask(small::of, "never", 80, 100);
    assertEquals(100, decoded.get());
    ask(small::of, "never", 0, 80);
    assertEquals(180, decoded.get());
  }

  @Test
  void whatAClosedNetworkAwaitedGivesWayToWhatOthersUse() {
    var small = ofBudget(10);
    ask(small::ahead, "abandoned", 0, 10);
    for (int batch = 0; batch < 10; batch++) {
      ask(small::ahead, "batch", 3 * batch, 3 * batch + 3);
      ask(small::of, "batch", 3 * batch, 3 * batch + 3);
    }
    assertEquals(40, decoded.get());
    ask(small::of, "batch", 20, 30);
    assertEquals(40, decoded.get(), "the whole budget serves those who are there");
    ask(small::of, "abandoned", 0, 10);
    assertEquals(50, decoded.get());
  }

  private RecentPictures<String> ofBudget(long budget) {
    return new RecentPictures<>(image -> image.id() + decoded.incrementAndGet(), text -> 1, budget);
  }

  private static void ask(Consumer<ReferringImage> how, String name, int from, int to) {
    for (int i = from; i < to; i++) {
      how.accept(image(name + i, 1));
    }
  }

  @Test
  void onlyTheLastIsKeptWhereEachIsSeenOnce() {
    var last = RecentPictures.onlyTheLast(image -> image.id() + decoded.incrementAndGet());
    assertEquals("a1", last.of(image("a", 1)));
    assertEquals("a1", last.of(image("a", 1)));
    assertEquals("b2", last.of(image("b", 1)));
    assertEquals("b2", last.of(image("b", 1)));
    assertEquals("a3", last.of(image("a", 1)));
    assertEquals("a4", last.of(image("a", 2)));
  }

  @Test
  void aFailureIsThrownAndTriedAgain() {
    var failing =
        new RecentPictures<String>(
            image -> {
              if (decoded.incrementAndGet() == 1) {
                throw new UncheckedIOException(new DataFormatException("a", "is damaged"));
              }
              return "whole";
            },
            text -> 1);
    assertThrows(UncheckedIOException.class, () -> failing.of(image("a", 1)));
    assertEquals("whole", failing.of(image("a", 1)));
  }

  @Test
  void networksThatPrepareAlikeShareTheirPictures() {
    var one = RecentPictures.<String>shared(List.of("test", 64), ReferringImage::id, text -> 1);
    var same = RecentPictures.<String>shared(List.of("test", 64), ReferringImage::id, text -> 1);
    var other = RecentPictures.<String>shared(List.of("test", 96), ReferringImage::id, text -> 1);
    assertSame(one, same);
    assertNotSame(one, other);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Rle mask() {
    return Rle.ofCounts(1, 1, new int[] {0, 1});
  }

  private static ReferringImage image(String id, int pixel, Instance... instances) {
    return new ReferringImage(
        id, "test", 1, 1, new byte[] {(byte) pixel}, List.of(instances), List.of());
  }
}
