package org.refspark.jobs.registry;

/**
 * Who is champion from now on: {@code champion/000003.json}. Documents are only ever added; the
 * highest number counts.
 *
 * @param format of this document, {@value #FORMAT}
 * @param number of this document, from 1
 * @param kind what happened
 * @param version that is champion now
 * @param by what did it: a tick, or a command
 */
public record Pointer(int format, int number, Kind kind, String version, String by) {
  static final int FORMAT = 1;

  /** What happened. */
  public enum Kind {
    /** The version became champion. */
    PROMOTED,
    /** The version became champion again, since its successor was taken back. */
    ROLLED_BACK
  }
}
