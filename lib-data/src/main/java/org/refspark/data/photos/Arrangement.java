package org.refspark.data.photos;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.refspark.data.photos.Thing.Build;
import org.refspark.data.photos.Thing.Pattern;
import org.refspark.data.synthetic.Dice;

/**
 * Decides what a photo shows and where. Two or three things are of one category, so that only
 * colour, size, side or relation tells them apart.
 */
final class Arrangement {
  private static final int TRIES = 60;
  private static final double MARGIN = 0.53;

  /** How much of a thing's box may lie in another's: mostly hardly any, sometimes a good part. */
  private static final double APART = 0.06;

  private static final double CLOSE = 0.32;
  private static final double CLOSE_CHANCE = 0.35;
  private static final double SAME_COLOUR_CHANCE = 0.4;

  private static final List<Build> BUILDS =
      List.of(Build.SMALL, Build.PLAIN, Build.PLAIN, Build.BIG);
  private static final List<Pattern> PATTERNS =
      List.of(Pattern.NONE, Pattern.NONE, Pattern.STRIPES, Pattern.DOTS, Pattern.MARBLE);

  private final Dice dice;
  private final int width;
  private final int height;
  private final List<Thing> things = new ArrayList<>();

  private Arrangement(int width, int height, Dice dice) {
    this.dice = dice;
    this.width = width;
    this.height = height;
  }

  /** Things in their places, back to front; empty where they found no room. */
  static Optional<List<Thing>> of(PhotoSpec spec, int width, int height, Dice dice) {
    var arrangement = new Arrangement(width, height, dice);
    int count = dice.count(spec.leastObjects(), spec.mostObjects());
    for (Thing wanted : arrangement.wanted(count)) {
      if (!arrangement.place(wanted)) {
        return Optional.empty();
      }
    }
    arrangement.things.sort(Comparator.comparingDouble(thing -> thing.y() + thing.side() / 2));
    return Optional.of(arrangement.things);
  }

  /** The things without their places, the largest first: they find room hardest. */
  private List<Thing> wanted(int count) {
    var categories = new ArrayList<>(List.of(PhotoCategory.values()));
    dice.shuffle(categories);
    int alike = Math.min(count, dice.count(2, 3));
    var wanted = new ArrayList<Thing>();
    var colour = dice.pick(List.of(PhotoColour.values()));
    boolean sameColour = dice.chance(SAME_COLOUR_CHANCE);
    for (int i = 0; i < count; i++) {
      var category = categories.get(Math.max(0, i - alike + 1));
      var own = i < 2 && sameColour ? colour : dice.pick(List.of(PhotoColour.values()));
      wanted.add(thing(category, own));
    }
    wanted.sort(Comparator.comparingDouble(thing -> -thing.side()));
    return wanted;
  }

  private Thing thing(PhotoCategory category, PhotoColour colour) {
    var build = dice.pick(BUILDS);
    double side = Math.min(width, height) * dice.between(build.least(), build.most());
    double tilt = dice.between(-0.35, 0.35);
    boolean mirrored = dice.chance(0.5);
    return new Thing(category, colour, 0, 0, side, build, tilt, mirrored, dice.pick(PATTERNS));
  }

  private boolean place(Thing thing) {
    double most = dice.chance(CLOSE_CHANCE) ? CLOSE : APART;
    double margin = MARGIN * thing.side();
    for (int i = 0; i < TRIES; i++) {
      var placed =
          new Thing(
              thing.category(),
              thing.colour(),
              dice.between(margin, width - margin),
              dice.between(margin, height - margin),
              thing.side(),
              thing.build(),
              thing.tilt(),
              thing.mirrored(),
              thing.pattern());
      if (things.stream().allMatch(other -> placed.overlap(other) <= most)) {
        things.add(placed);
        return true;
      }
    }
    return false;
  }
}
