package org.refspark.model.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * Plans of one kind for 1, 2, 4, … examples at a time, so that little is computed for nothing:
 * plans have fixed shapes. Each is made when it is first needed; all of them together hold less
 * than twice the memory of the largest.
 *
 * @param <P> a plan with its inputs and outputs
 */
public final class Passes<P> {
  private final int largest;
  private final IntFunction<P> make;
  private final TreeMap<Integer, P> made = new TreeMap<>();

  /**
   * @param most examples of a pass, 1 or more; the largest power of two within it is taken
   * @param make a pass for so many examples
   */
  public Passes(int most, IntFunction<P> make) {
    if (most < 1) {
      throw new IllegalArgumentException("passes of at most " + most + " examples, expected 1");
    }
    this.largest = Integer.highestOneBit(most);
    this.make = make;
  }

  /**
   * Sizes of the passes that together hold so many examples, the largest first. One in eight places
   * of a pass may be left over: seven in one pass take less time than four, two and one.
   */
  public List<Integer> sizes(int examples) {
    var sizes = new ArrayList<Integer>();
    for (int left = examples; left > 0; left -= sizes.get(sizes.size() - 1)) {
      int within = Integer.highestOneBit(left);
      boolean nearlyTwice = 8 * left >= 7 * 2 * within;
      sizes.add(Math.min(largest, nearlyTwice ? 2 * within : within));
    }
    return sizes;
  }

  /**
   * The pass of a size.
   *
   * @param examples a power of two
   */
  public P of(int examples) {
    return made.computeIfAbsent(examples, make::apply);
  }

  /** All passes made so far. */
  public Collection<P> made() {
    return made.values();
  }
}
