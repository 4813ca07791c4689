package org.refspark.data.photos;

import java.awt.geom.Area;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.refspark.data.image.Picture;
import org.refspark.data.synthetic.Dice;

/**
 * Makes photos: a pure function of (specification, split, number), so any task can make any one.
 */
public final class PhotoGenerator {
  private static final int ATTEMPTS = 200;

  /** A thing that shows less than this share of itself spoils the photo. */
  private static final double LEAST_VISIBLE = 0.7;

  private static final int FEWEST_SENTENCES = 4;

  /** Width to height; some more often than others. */
  private static final List<Double> ASPECTS =
      List.of(4 / 3., 4 / 3., 4 / 3., 4 / 3., 3 / 4., 3 / 4., 3 / 2., 3 / 2., 1., 16 / 9., 2 / 3.);

  private PhotoGenerator() {}

  /**
   * One photo.
   *
   * @param split any name; photos of one number differ between splits
   * @param number within the split, from 1
   * @throws IllegalStateException if so many objects find no room
   */
  public static Photo photo(PhotoSpec spec, String split, int number) {
    if (number < 1) {
      throw new IllegalArgumentException("number is " + number + ", expected 1 or more");
    }
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      var dice = Dice.of(spec.seed(), "photos/" + split, number, attempt);
      var photo = attempt(spec, split, number, dice);
      if (photo.isPresent()) {
        return photo.get();
      }
    }
    throw new IllegalStateException(
        "no photo came of %s in %d attempts, allow fewer objects".formatted(spec, ATTEMPTS));
  }

  private static Optional<Photo> attempt(PhotoSpec spec, String split, int number, Dice dice) {
    double aspect = dice.pick(ASPECTS);
    int shorter = (int) Math.round(spec.size() * Math.min(aspect, 1 / aspect));
    int width = aspect < 1 ? shorter : spec.size();
    int height = aspect < 1 ? spec.size() : shorter;
    var arranged = Arrangement.of(spec, width, height, dice);
    if (arranged.isEmpty()) {
      return Optional.empty();
    }
    var things = arranged.get();
    var sentences = new Sentences(things, width, height, dice);
    var objects = new ArrayList<PhotoObject>();
    for (int i = 0; i < things.size(); i++) {
      var rings = visible(things, i, width, height);
      if (rings.isEmpty()) {
        return Optional.empty();
      }
      var thing = things.get(i);
      objects.add(new PhotoObject(thing.category(), rings, sentences.about(thing)));
    }
    dice.shuffle(objects);
    var scene = new PhotoScene(split, number, width, height, objects);
    if (scene.sentences() < FEWEST_SENTENCES) {
      return Optional.empty();
    }
    return Optional.of(new Photo(scene, Jpeg.encode(taken(things, width, height, dice))));
  }

  private static Picture taken(List<Thing> things, int width, int height, Dice dice) {
    var canvas = new PhotoCanvas(width, height, Backdrop.of(dice));
    things.forEach(canvas::paint);
    return canvas.picture(dice);
  }

  /** Outlines of what those in front leave of a thing; empty where that is too little. */
  private static List<double[]> visible(List<Thing> things, int index, int width, int height) {
    Area whole = things.get(index).silhouette();
    var seen = new Area(whole);
    for (Thing nearer : things.subList(index + 1, things.size())) {
      seen.subtract(nearer.silhouette());
    }
    var all = new PhotoObject(things.get(index).category(), Outlines.of(whole), List.of());
    var rings = Outlines.of(seen);
    if (rings.isEmpty()) {
      return rings;
    }
    var left = new PhotoObject(all.category(), rings, List.of());
    double share = left.mask(height, width).area() / (double) all.mask(height, width).area();
    return share < LEAST_VISIBLE ? List.of() : rings;
  }
}
