package org.refspark.data.photos;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** The places that sentences name, in a photo of a given size. */
final class Places {
  /** A side begins here, share of the photo. */
  private static final double SIDE = 0.42;

  /** How much farther to its side a thing must be than others, share of the photo. */
  private static final double LEAD = 0.16;

  /** How far apart things must be to be above or beside one another, share of the shorter side. */
  private static final double APART = 0.22;

  private final int width;
  private final int height;

  Places(int width, int height) {
    this.width = width;
    this.height = height;
  }

  /** Left, right, top, bottom and middle of the photo. */
  List<Place> sides() {
    return List.of(
        side("left", " on the left", thing -> thing.x() / width),
        side("right", " on the right", thing -> 1 - thing.x() / width),
        side("top", " at the top", thing -> thing.y() / height),
        side("bottom", " at the bottom", thing -> 1 - thing.y() / height),
        new Place(
            "middle",
            " in the middle",
            false,
            thing -> fromMiddle(thing) < 0.1,
            (other, thing) -> fromMiddle(other) < fromMiddle(thing) + LEAD));
  }

  /** Above, below, to the left and to the right of another thing. */
  List<Place> relations(Thing other, String name) {
    double unit = Math.min(width, height);
    return List.of(
        relation(" above %s" + name, other, t -> (other.y() - t.y()) / unit, t -> across(t, other)),
        relation(" below %s" + name, other, t -> (t.y() - other.y()) / unit, t -> across(t, other)),
        relation(
            " to the left of %s" + name,
            other,
            t -> (other.x() - t.x()) / unit,
            t -> down(t, other)),
        relation(
            " to the right of %s" + name,
            other,
            t -> (t.x() - other.x()) / unit,
            t -> down(t, other)));
  }

  private static Place side(String before, String after, ToDoubleFunction<Thing> distance) {
    return new Place(
        before,
        after,
        false,
        thing -> distance.applyAsDouble(thing) < SIDE,
        (other, thing) -> distance.applyAsDouble(other) < distance.applyAsDouble(thing) + LEAD);
  }

  /**
   * A relation to another thing.
   *
   * @param ahead how far a thing lies in the relation's direction
   * @param aside how far it lies beside that direction
   */
  private static Place relation(
      String after, Thing to, ToDoubleFunction<Thing> ahead, ToDoubleFunction<Thing> aside) {
    return new Place(
        "",
        after,
        true,
        thing ->
            ahead.applyAsDouble(thing) > APART
                && aside.applyAsDouble(thing) < 0.8 * ahead.applyAsDouble(thing),
        (other, thing) -> !other.equals(to) && ahead.applyAsDouble(other) > APART / 4);
  }

  private double fromMiddle(Thing thing) {
    return Math.max(Math.abs(thing.x() / width - 0.5), 0.7 * Math.abs(thing.y() / height - 0.5));
  }

  private double across(Thing thing, Thing other) {
    return Math.abs(thing.x() - other.x()) / Math.min(width, height);
  }

  private double down(Thing thing, Thing other) {
    return Math.abs(thing.y() - other.y()) / Math.min(width, height);
  }
}
