package org.refspark.data;

/** What is known of deflated data before it is inflated (RFC 1951). */
public final class Deflate {
  /**
   * No deflated byte becomes more: two bits, one code for a length and one for a distance, stand
   * for 258 bytes at most. What claims to be larger is refused before memory is set aside for it.
   */
  public static final int MOST_RATIO = 1032;

  private Deflate() {}
}
