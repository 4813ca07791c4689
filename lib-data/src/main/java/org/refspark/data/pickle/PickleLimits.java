package org.refspark.data.pickle;

/**
 * How much a pickle may ask for.
 *
 * @param bytes of the pickle, at most
 * @param depth values on the stack and open marks at once, at most
 * @param memo values remembered, at most
 * @param stringBytes of one string or byte string, at most
 */
public record PickleLimits(long bytes, int depth, int memo, int stringBytes) {
  /** 256 MiB, a stack of 1,000,000, a memo of 6,000,000 and strings of 64 MiB. */
  public static final PickleLimits DEFAULT =
      new PickleLimits(256L << 20, 1_000_000, 6_000_000, 64 << 20);
}
