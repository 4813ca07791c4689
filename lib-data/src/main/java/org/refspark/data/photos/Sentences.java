package org.refspark.data.photos;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.refspark.data.photos.Thing.Build;
import org.refspark.data.synthetic.Dice;

/**
 * Says what tells one thing of a photo from all others: its category, with its colour, its size and
 * one place as far as needed. Only what a clear margin supports is said.
 */
final class Sentences {
  private static final int FEWEST = 2;
  private static final int MOST = 4;
  private static final double ARTICLE_CHANCE = 0.6;

  /** A thing this many times as large as another is not like it. */
  private static final double LIKE = 1.25;

  /** What decides in a sentence. */
  private enum Kind {
    LOOK,
    SIZE,
    SIDE,
    RELATION
  }

  private static final List<Kind> SHARES =
      List.of(
          Kind.LOOK,
          Kind.LOOK,
          Kind.LOOK,
          Kind.SIZE,
          Kind.SIDE,
          Kind.SIDE,
          Kind.SIDE,
          Kind.RELATION,
          Kind.RELATION);

  private final List<Thing> things;
  private final Places places;
  private final Dice dice;

  Sentences(List<Thing> things, int width, int height, Dice dice) {
    this.things = things;
    this.places = new Places(width, height);
    this.dice = dice;
  }

  /** Two to four different sentences that mean this thing alone, or none. */
  List<String> about(Thing thing) {
    var byKind = new EnumMap<Kind, List<String>>(Kind.class);
    var all = new ArrayList<Place>();
    all.add(Place.ANYWHERE);
    all.addAll(places.sides());
    for (Thing other : things) {
      if (!other.equals(thing)) {
        String name = name(other);
        if (!name.isEmpty()) {
          all.addAll(places.relations(other, name));
        }
      }
    }
    for (Place place : all) {
      for (int looks = 0; looks < 4; looks++) {
        collect(thing, (looks & 1) > 0, (looks & 2) > 0, place, byKind);
      }
    }
    return choose(byKind);
  }

  private void collect(
      Thing thing, boolean colour, boolean size, Place place, Map<Kind, List<String>> byKind) {
    if (!means(thing, colour, size, place)) {
      return;
    }
    int needless = colour && means(thing, false, size, place) ? 1 : 0;
    needless += size && means(thing, colour, false, place) ? 1 : 0;
    boolean located = !place.equals(Place.ANYWHERE);
    needless += located && means(thing, colour, size, Place.ANYWHERE) ? 1 : 0;
    if (needless > 1) {
      return;
    }
    String article = dice.chance(ARTICLE_CHANCE) ? "the " : "";
    String text = place.say(article, looks(thing, colour, size), dice.chance(0.5));
    Kind kind = size ? Kind.SIZE : Kind.LOOK;
    if (located) {
      kind = place.related() ? Kind.RELATION : Kind.SIDE;
    }
    byKind.computeIfAbsent(kind, k -> new ArrayList<>()).add(text);
  }

  private List<String> choose(Map<Kind, List<String>> byKind) {
    var texts = new LinkedHashSet<String>();
    int wanted = dice.count(FEWEST, MOST);
    byKind.values().forEach(dice::shuffle);
    while (texts.size() < wanted && !byKind.isEmpty()) {
      Kind kind = dice.pick(SHARES);
      if (!byKind.containsKey(kind)) {
        kind = dice.pick(List.copyOf(byKind.keySet()));
      }
      var open = byKind.get(kind);
      texts.add(open.remove(open.size() - 1));
      if (open.isEmpty()) {
        byKind.remove(kind);
      }
    }
    return texts.size() < FEWEST ? List.of() : List.copyOf(texts);
  }

  /** Whether such a sentence is true of the thing and could not be taken for another. */
  private boolean means(Thing thing, boolean colour, boolean size, Place place) {
    if ((size && thing.build() == Build.PLAIN) || !place.holds(thing)) {
      return false;
    }
    for (Thing other : things) {
      boolean alike =
          !other.equals(thing)
              && other.category() == thing.category()
              && (!colour || other.colour() == thing.colour())
              && (!size || similar(other, thing));
      if (alike && place.mayFit(other, thing)) {
        return false;
      }
    }
    return true;
  }

  private static boolean similar(Thing other, Thing thing) {
    return thing.build() == Build.SMALL
        ? other.side() < thing.side() * LIKE
        : other.side() > thing.side() / LIKE;
  }

  /** How sentences about others name a thing; empty where its look does not single it out. */
  private String name(Thing thing) {
    boolean plain = means(thing, false, false, Place.ANYWHERE);
    if (plain && dice.chance(0.6)) {
      return thing.category().noun();
    }
    boolean coloured = plain || means(thing, true, false, Place.ANYWHERE);
    return coloured ? looks(thing, true, false) : "";
  }

  private static String looks(Thing thing, boolean colour, boolean size) {
    String build = size ? (thing.build() == Build.SMALL ? "small " : "big ") : "";
    return build + (colour ? thing.colour().adjective() + " " : "") + thing.category().noun();
  }
}
