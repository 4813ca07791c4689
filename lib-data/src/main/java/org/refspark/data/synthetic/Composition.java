package org.refspark.data.synthetic;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.refspark.data.synthetic.SceneCategory.Place;

/**
 * Chooses what a scene holds and where it stands: sky above, ground below, smaller with distance,
 * several of a kind more often than not, some things partly behind others.
 */
final class Composition {
  private static final double SIDE = SceneSpec.PUBLISHED_SIZE;
  private static final double MARGIN = 10;
  private static final double FARTHEST_FOOT = 0.58 * SIDE;
  private static final double NEAREST_FOOT = 0.96 * SIDE;
  private static final double LOWEST_IN_SKY = 0.4 * SIDE;
  private static final int TRIES = 40;

  private final SceneSpec spec;
  private final Dice dice;
  private final boolean crowded;
  private final List<Placement> placed = new ArrayList<>();

  Composition(SceneSpec spec, Dice dice) {
    this.spec = spec;
    this.dice = dice;
    crowded = dice.chance(0.65);
  }

  /** The scene's objects, back to front. */
  List<Placement> objects() {
    var wanted = cast();
    // The large ones first: they leave the fewest places.
    wanted.sort(Comparator.comparingInt(SceneCategory::height).reversed());
    for (var category : wanted) {
      place(category).ifPresent(placed::add);
    }
    placed.sort(
        Comparator.comparing((Placement p) -> p.category().place()).thenComparing(Placement::foot));
    return placed;
  }

  private List<SceneCategory> cast() {
    int least = spec.leastObjects();
    int most = spec.mostObjects();
    int objects = Math.max(dice.count(least, most), dice.count(least, most));
    var open = EnumSet.copyOf(spec.categories());
    open.remove(dice.chance(0.75) ? SceneCategory.MOON : SceneCategory.SUN);
    if (open.contains(SceneCategory.SUN)) {
      open.remove(SceneCategory.STAR);
    }
    var cast = new ArrayList<SceneCategory>();
    cast(cast, of(open, Place.GROUND), open, objects, dice.chance(0.75) ? 2 : 1);
    if (!of(open, Place.SKY).isEmpty()) {
      cast(cast, of(open, Place.SKY), open, objects, 1);
    }
    while (cast.size() < objects && !open.isEmpty()) {
      cast(cast, List.copyOf(open), open, objects, 1);
    }
    return cast;
  }

  /** Adds at least {@code least} of one of the choices, each category once. */
  private void cast(
      List<SceneCategory> cast,
      List<SceneCategory> choices,
      EnumSet<SceneCategory> open,
      int objects,
      int least) {
    var category = weighted(choices);
    open.remove(category);
    int several = dice.chance(0.35) ? 1 : dice.chance(0.5) ? 2 : dice.chance(0.6) ? 3 : 4;
    int count = Math.min(Math.max(least, several), category.most());
    for (int i = 0; i < count && cast.size() < objects; i++) {
      cast.add(category);
    }
  }

  private static List<SceneCategory> of(EnumSet<SceneCategory> open, Place place) {
    return open.stream().filter(category -> category.place() == place).toList();
  }

  private SceneCategory weighted(List<SceneCategory> open) {
    int total = open.stream().mapToInt(SceneCategory::weight).sum();
    int ticket = dice.count(1, total);
    for (var category : open) {
      ticket -= category.weight();
      if (ticket <= 0) {
        return category;
      }
    }
    throw new IllegalStateException("weights sum to " + total + ", but none was drawn");
  }

  private Optional<Placement> place(SceneCategory category) {
    var drawing = Drawing.of(category, dice);
    boolean mirrored = dice.chance(0.5);
    double pen = dice.between(4, 6);
    for (int i = 0; i < TRIES; i++) {
      var candidate =
          category.place() == Place.SKY
              ? inSky(category, drawing, mirrored, pen)
              : onGround(category, drawing, mirrored, pen);
      if (fits(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  private Placement inSky(SceneCategory category, Drawing drawing, boolean mirrored, double pen) {
    double height = category.height() * dice.between(0.8, 1.2);
    double foot = dice.between(MARGIN + height, Math.max(MARGIN + height, LOWEST_IN_SKY));
    double half = height * drawing.aspect() / 2;
    double centre = dice.between(MARGIN + half, SIDE - MARGIN - half);
    return new Placement(category, drawing, centre, foot, height, mirrored, pen);
  }

  private Placement onGround(
      SceneCategory category, Drawing drawing, boolean mirrored, double pen) {
    // What is tall stands farther off, or it would hide the scene.
    double nearest = category.height() > 200 ? 0.8 * SIDE : NEAREST_FOOT;
    double foot = dice.between(FARTHEST_FOOT, nearest);
    Placement beside = placed.isEmpty() ? null : dice.pick(placed);
    boolean behind = crowded && beside != null && beside.height() > 1.3 * category.height();
    if (behind && beside.category().place() == Place.GROUND && dice.chance(0.5)) {
      foot = Math.min(NEAREST_FOOT, beside.foot() + dice.between(20, 70));
    }
    double depth = (foot - FARTHEST_FOOT) / (NEAREST_FOOT - FARTHEST_FOOT);
    double height = category.height() * (0.8 + 0.45 * depth) * dice.between(0.9, 1.12);
    double half = height * drawing.aspect() / 2;
    double centre = dice.between(MARGIN + half, SIDE - MARGIN - half);
    if (beside != null && dice.chance(0.35)) {
      double reach = (beside.width() / 2 + half) * dice.between(0.75, 1.2);
      centre = beside.centre() + (dice.chance(0.5) ? reach : -reach);
    }
    return new Placement(category, drawing, centre, foot, height, mirrored, pen);
  }

  private boolean fits(Placement candidate) {
    boolean inside =
        candidate.left() >= MARGIN
            && candidate.right() <= SIDE - MARGIN
            && candidate.top() >= MARGIN;
    return inside
        && placed.stream().allMatch(other -> candidate.overlap(other) <= room(candidate, other));
  }

  /** How much two boxes may overlap: hardly where feet are level, for neither would be in front. */
  private double room(Placement one, Placement other) {
    boolean apart = Math.abs(one.foot() - other.foot()) > 18;
    boolean ground =
        one.category().place() == Place.GROUND && other.category().place() == Place.GROUND;
    if (crowded && apart && ground) {
      return 0.3;
    }
    return crowded ? 0.08 : 0.04;
  }
}
