package org.refspark.data.photos;

import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * Where a sentence says that a thing is.
 *
 * @param before an adjective, empty where there is none
 * @param after what follows the noun, empty where nothing does; {@code %s} stands for the article
 * @param related whether another thing is named
 * @param truth whether it is clearly true of a thing
 * @param chance whether another thing (the first) could be meant instead of a thing (the second)
 */
record Place(
    String before,
    String after,
    boolean related,
    Predicate<Thing> truth,
    BiPredicate<Thing, Thing> chance) {
  /** Says nothing. */
  static final Place ANYWHERE = new Place("", "", false, thing -> true, (other, thing) -> true);

  boolean holds(Thing thing) {
    return truth.test(thing);
  }

  boolean mayFit(Thing other, Thing thing) {
    return chance.test(other, thing);
  }

  /**
   * The sentence.
   *
   * @param looks the noun with its adjectives
   * @param brief whether the adjective says the place, if there is one
   */
  String say(String article, String looks, boolean brief) {
    if (brief && !before.isEmpty()) {
      return article + before + " " + looks;
    }
    return article + looks + after.formatted(article);
  }
}
