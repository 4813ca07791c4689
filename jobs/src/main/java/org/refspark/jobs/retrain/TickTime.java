package org.refspark.jobs.retrain;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import org.refspark.jobs.config.ConfigurationException;

/**
 * The time that names a tick, to the second.
 *
 * @param at that time
 */
record TickTime(Instant at) {
  private static final DateTimeFormatter FOLDER =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /** Clocks of machines may differ, and zones be mistaken, by so much. */
  private static final Duration AHEAD = Duration.ofDays(1);

  TickTime {
    at = at.truncatedTo(ChronoUnit.SECONDS);
  }

  /**
   * The time that a text says, such as {@code 2026-01-01T00:00Z} or {@code
   * 2026-01-01T02:00:00+02:00}.
   */
  static TickTime parse(String text) {
    try {
      return new TickTime(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException e) {
      throw new ConfigurationException(
          "tick is \"%s\", expected a time with its zone such as 2026-01-01T00:00Z"
              .formatted(text));
    }
  }

  /**
   * Checks that the time has come: a tick of a mistyped year would make all before it be refused.
   *
   * @throws ConfigurationException where it is more than a day ahead
   */
  void requireCome(Instant now) {
    if (at.isAfter(now.plus(AHEAD))) {
      throw new ConfigurationException(
          "tick is %s, more than a day after now, %s; once it was there all ticks before it would be refused. Check the date"
              .formatted(this, new TickTime(now)));
    }
  }

  /** Its folder's name, which sorts by time: {@code 20260101T000000Z}. */
  String folder() {
    return FOLDER.format(at);
  }

  @Override
  public String toString() {
    return at.toString();
  }
}
