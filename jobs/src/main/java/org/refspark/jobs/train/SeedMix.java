package org.refspark.jobs.train;

/**
 * A 64-bit hash of numbers and names, the same on every machine and in every run: the finaliser of
 * SplitMix64 (Steele et al., "Fast Splittable Pseudorandom Number Generators", 2014).
 */
final class SeedMix {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final long FNV_OFFSET = 0xCBF29CE484222325L;
  private static final long FNV_PRIME = 0x100000001B3L;

  private SeedMix() {}

  /** One number from several; their order matters. */
  static long of(long first, long... others) {
    long mixed = finish(first + GOLDEN_GAMMA);
    for (long other : others) {
      mixed = finish(mixed + GOLDEN_GAMMA + finish(other + GOLDEN_GAMMA));
    }
    return mixed;
  }

  /** One number from a name (FNV-1a over its UTF-16 units). */
  static long of(String name) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * FNV_PRIME;
    }
    return finish(hash);
  }

  private static long finish(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
