package org.refspark.data.synthetic;

import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Seeded chance; {@link Random}'s sequence is part of its contract, so scenes are portable. */
public final class Dice {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final Random random;

  private Dice(long seed) {
    random = new Random(seed);
  }

  /** Dice of their own for every (seed, split, number, attempt). */
  public static Dice of(long seed, String split, int number, int attempt) {
    long mixed = mix(seed + GOLDEN);
    mixed = mix(mixed + split.hashCode() * GOLDEN);
    mixed = mix(mixed + number * GOLDEN);
    return new Dice(mix(mixed + attempt * GOLDEN));
  }

  /** A number of {@code least} to {@code most}. */
  public double between(double least, double most) {
    return least + (most - least) * random.nextDouble();
  }

  /** A whole number of {@code least} to {@code most}, both included. */
  public int count(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  /** True with this probability. */
  public boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** One of the choices, all alike. */
  public <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** Puts a list in any order. */
  public void shuffle(List<?> list) {
    Collections.shuffle(list, random);
  }

  /** Murmur3's finaliser: every bit of the input reaches every bit of the result. */
  private static long mix(long value) {
    long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }
}
