package org.refspark.jobs.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong clock = new AtomicLong();
  private final List<String> lines = new ArrayList<>();

  @Test
  void linesComeAtMostEveryTenSecondsWithRateAndTimeLeft() {
    var progress = Progress.inLog("train", "examples", 1200, lines::add, clock::get);
    for (int second = 1; second <= 12; second++) {
      clock.addAndGet(SECOND);
      progress.advance(5, "loss " + second);
    }
    progress.close();
    assertEquals(
        List.of(
            "train: 50 / 1,200 examples  4.2 %  5.0/s  3:50 left  loss 10",
            "train: 60 / 1,200 examples  5.0 %  5.0/s  3:48 left  loss 12"),
        lines);
  }

  @Test
  void whatAnEarlierRunDidIsNoPartOfTheRate() {
    var progress =
        Progress.inLog("train", "examples", 10_000, lines::add, clock::get).resumedAt(9_000);
    clock.addAndGet(10 * SECOND);
    progress.advance(2);
    assertEquals(List.of("train: 9,002 / 10,000 examples  90.0 %  0.2/s  1:23:10 left"), lines);
  }

  @Test
  void finishedWorkTellsTheTimeItTook() {
    var progress = Progress.inLog("shard", "files", 4, lines::add, clock::get);
    clock.addAndGet(75 * SECOND);
    progress.advance(4);
    progress.close();
    assertEquals(List.of("shard: 4 / 4 files  100.0 %  0.053/s  1:15 taken"), lines);
  }
}
