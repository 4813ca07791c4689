package org.refspark.jobs.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class JobClockTest {
  private static final Point POINT = new Point("a", Optional.empty(), new TreeMap<>(), Map.of());

  private long now = 100;
  private final JobClock clock = new JobClock(2, () -> now * 60_000_000_000L);

  /** Two at a time, of ten minutes each: what is left is worked out by hand. */
  @Test
  void jobsThatRunSideBySideAreNotCountedOneAfterTheOther() {
    clock.begin(job(1));
    clock.begin(job(2));
    assertEquals(OptionalDouble.empty(), clock.minutesLeft(5), "nobody knows how long one takes");
    now += 10;
    clock.end(job(1));
    assertEquals(20, clock.minutesLeft(4).orElseThrow(), 1e-9, "2 ends now; 3 and 4, then 5");
    clock.end(job(2));
    clock.begin(job(3));
    now += 4;
    assertEquals(16, clock.minutesLeft(3).orElseThrow(), 1e-9, "3 in 6, 4 in 10, 5 after 3");
    assertEquals(6, clock.minutesLeft(1).orElseThrow(), 1e-9, "3 is the last, and has run for 4");
    now += 60;
    assertEquals(0, clock.minutesLeft(1).orElseThrow(), 1e-9, "overdue");
  }

  @Test
  void aJobThatFailedEarlySaysNothingOfTheOthersTime() {
    clock.begin(job(1));
    clock.begin(job(2));
    now += 1;
    clock.forget(job(1));
    assertFalse(clock.runs(job(1)));
    assertTrue(clock.runs(job(2)));
    now += 9;
    clock.end(job(2));
    assertTrue(clock.isIdle());
    assertEquals(10, clock.minutesLeft(2).orElseThrow(), 1e-9);
  }

  private static Job job(int number) {
    return new Job(Trial.of(POINT, number), 0);
  }
}
