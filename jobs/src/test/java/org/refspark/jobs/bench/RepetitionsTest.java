package org.refspark.jobs.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepetitionsTest {
  private static final int MEASURING = -1;

  @Test
  void thoseToWarmUpAreDoneAgainUntilTheTimeIsOver() throws Exception {
    var least = Duration.ofMillis(200);
    var done = new ArrayList<Integer>();
    long began = System.nanoTime();
    var warm = new ArrayList<Long>();

    var times =
        new Repetitions(2, 3, least)
            .time(
                "test",
                () -> {
                  warm.add(System.nanoTime() - began);
                  done.add(MEASURING);
                },
                i -> {
                  done.add(i);
                  Thread.sleep(1);
                });

    int again = done.indexOf(MEASURING);
    assertTrue(again > 4, done::toString);
    for (int i = 0; i < again; i++) {
      assertEquals(i % 2, done.get(i), done::toString);
    }
    assertEquals(List.of(MEASURING, 2, 3, 4), done.subList(again, done.size()));
    assertTrue(warm.get(0) >= least.toNanos(), warm::toString);
    assertEquals(3, times.measured().length);
  }

  @Test
  void whereNoneAreToWarmUpNoTimeIsSpent() throws Exception {
    var done = new ArrayList<Integer>();
    new Repetitions(0, 2, Duration.ofHours(1)).time("test", () -> done.add(MEASURING), done::add);
    assertEquals(List.of(MEASURING, 0, 1), done);
  }
}
