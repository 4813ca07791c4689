package org.refspark.model.grmnet;

import java.util.Collection;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.refspark.model.graph.ArrayPool;

/**
 * Passes of the box head for about as many regions as are proposed, which only the running answer
 * knows: of 1,000 places at 512 × 512 about half are taken. Each is made when it is first needed.
 * They never run at once, and share their memory: at most about twice that of the largest, since
 * more regions may come later.
 */
final class RegionPasses {
  /** Sizes of passes between a number of places and twice as many. */
  private static final int STEPS = 16;

  private final int unit;
  private final BiFunction<Integer, ArrayPool, RegionPass> make;
  private final ArrayPool pool = ArrayPool.ofAnySize();
  private final TreeMap<Integer, RegionPass> made = new TreeMap<>();

  /**
   * @param most regions of one expression, at most
   * @param make a pass for so many regions, in the memory of a pool
   */
  RegionPasses(int most, BiFunction<Integer, ArrayPool, RegionPass> make) {
    this.unit = most;
    this.make = make;
  }

  /** The smallest pass for so many regions, 1 or more. */
  RegionPass of(int regions) {
    int room = room(regions);
    if (made.isEmpty() || made.lastKey() < room) {
      // Arrays that grew a little with each larger pass would find no use for the ones before.
      made.put(room, make.apply(room, pool));
    }
    return made.computeIfAbsent(places(regions), places -> make.apply(places, pool));
  }

  /** The regions of one expression at most, halved or doubled until these just fit. */
  private int room(int regions) {
    int room = unit;
    while (room < regions) {
      room *= 2;
    }
    while (room / 2 >= regions) {
      room /= 2;
    }
    return room;
  }

  /** Places of the pass for so many regions: a sixteenth of them is left over at most. */
  int places(int regions) {
    int room = room(regions);
    int step = (room + 2 * STEPS - 1) / (2 * STEPS);
    return Math.min(room, (regions + step - 1) / step * step);
  }

  /** All passes made so far. */
  Collection<RegionPass> made() {
    return made.values();
  }

  /** Bytes that the passes hold, whose memory is one, but for smaller passes' inputs. */
  long bytes() {
    return made.values().stream().mapToLong(pass -> pass.plan().bytes()).max().orElse(0);
  }
}
