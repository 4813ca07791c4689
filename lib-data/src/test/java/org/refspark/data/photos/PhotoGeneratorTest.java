package org.refspark.data.photos;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.refspark.data.image.Pictures;
import org.refspark.data.mask.Rle;
import org.refspark.data.synthetic.Dice;
import org.refspark.data.text.WordTokenizer;

class PhotoGeneratorTest {
  private static final PhotoSpec SPEC = PhotoSpec.of(7);
  private static final List<Photo> PHOTOS =
      IntStream.rangeClosed(1, 40)
          .mapToObj(number -> PhotoGenerator.photo(SPEC, "train", number))
          .toList();

  @Test
  void sameSeedSplitAndNumberGiveTheSameBytes() {
    var again = PhotoGenerator.photo(SPEC, "train", 3);
    assertArrayEquals(PHOTOS.get(2).jpeg(), again.jpeg());
    assertEquals(sentences(PHOTOS.get(2)), sentences(again));
    assertFalse(
        sentences(again).equals(sentences(PhotoGenerator.photo(SPEC, "val", 3))), "splits differ");
    assertFalse(
        sentences(again).equals(sentences(PhotoGenerator.photo(PhotoSpec.of(8), "train", 3))),
        "seeds differ");
  }

  @Test
  void picturesHaveTheStatedSizeAndVariedShapes() throws Exception {
    var shapes = new HashSet<String>();
    for (Photo photo : PHOTOS) {
      var picture = Pictures.decode("photo", photo.jpeg());
      assertEquals(photo.scene().width(), picture.width());
      assertEquals(photo.scene().height(), picture.height());
      assertEquals(320, Math.max(picture.width(), picture.height()));
      shapes.add(picture.width() + "x" + picture.height());
    }
    assertTrue(shapes.size() >= 4, shapes.toString());
  }

  @Test
  void objectsAreLargeEnoughAndDoNotOverlap() {
    for (Photo photo : PHOTOS) {
      var image = photo.toReferringImage();
      double pixels = (double) image.width() * image.height();
      long sum = 0;
      for (var instance : image.instances()) {
        assertTrue(instance.mask().area() > 0.005 * pixels, image.id());
        sum += instance.mask().area();
      }
      var union = Rle.union(image.instances().stream().map(i -> i.mask()).toList());
      // Neighbours share the pixels that their common outline runs through.
      assertEquals(sum, union.area(), 0.01 * sum, image.id());
    }
  }

  @Test
  void outlinesFollowWhatIsPainted() throws Exception {
    // A big red ring on its own: nearly all red pixels lie in the mask, its hole outside.
    var ring =
        new Thing(
            PhotoCategory.RING,
            PhotoColour.RED,
            80,
            60,
            90,
            Thing.Build.BIG,
            0.1,
            false,
            Thing.Pattern.NONE);
    var dice = Dice.of(1, "test", 1, 1);
    var canvas = new PhotoCanvas(160, 120, Backdrop.of(dice));
    canvas.paint(ring);
    var picture = canvas.picture(dice);
    var rings = Outlines.of(ring.silhouette());
    assertTrue(rings.size() > 1, "cut through its hole");
    byte[] mask = new PhotoObject(PhotoCategory.RING, rings, List.of()).mask(120, 160).pixels();
    assertEquals(0, mask[60 * 160 + 80]);
    int agreeing = 0;
    for (int i = 0; i < mask.length; i++) {
      int red = picture.value(i / 160, i % 160, 0);
      int green = picture.value(i / 160, i % 160, 1);
      agreeing += (red > 2 * green ? 1 : 0) == mask[i] ? 1 : 0;
    }
    assertTrue(agreeing > 0.985 * mask.length, agreeing + " of " + mask.length);
  }

  @Test
  void everyReferentHasTwoToFourSentencesAndNoSentenceMeansTwo() {
    for (Photo photo : PHOTOS) {
      var said = new HashSet<String>();
      for (var object : photo.scene().objects()) {
        int count = object.sentences().size();
        assertTrue(count == 0 || (count >= 2 && count <= 4), "sentences: " + count);
        for (String sentence : object.sentences()) {
          assertTrue(said.add(sentence), "said twice: " + sentence);
        }
      }
      assertTrue(photo.scene().sentences() >= 4);
    }
  }

  @Test
  void mostPhotosHoldDistractorsOfTheSameCategoryAndSentencesOfAllKinds() {
    int alike = 0;
    var words = new TreeSet<String>();
    for (Photo photo : PHOTOS) {
      var categories = new HashSet<PhotoCategory>();
      photo.scene().objects().forEach(object -> categories.add(object.category()));
      alike += categories.size() < photo.scene().objects().size() ? 1 : 0;
      sentences(photo).forEach(sentence -> words.addAll(WordTokenizer.words(sentence)));
    }
    assertEquals(PHOTOS.size(), alike);
    assertTrue(
        words.containsAll(List.of("small", "big", "left", "above", "below", "middle", "top")),
        words.toString());
    assertTrue(words.size() <= 45, words.toString());
  }

  @Test
  void whatIsSaidIsTrueAndOfOneObjectOnly() {
    var left = thing(PhotoCategory.BALL, PhotoColour.RED, 60, 120, Thing.Build.SMALL);
    var right = thing(PhotoCategory.BALL, PhotoColour.RED, 260, 120, Thing.Build.BIG);
    var cup = thing(PhotoCategory.CUP, PhotoColour.BLUE, 160, 40, Thing.Build.PLAIN);
    var things = List.of(left, right, cup);
    var ofLeft = new TreeSet<String>();
    var ofCup = new TreeSet<String>();
    for (int i = 0; i < 200; i++) {
      var dice = Dice.of(i, "test", 1, 1);
      var sentences = new Sentences(things, 320, 240, dice);
      sentences.about(left).forEach(s -> ofLeft.add(s.replace("the ", "")));
      sentences.about(cup).forEach(s -> ofCup.add(s.replace("the ", "")));
    }
    assertTrue(
        ofLeft.containsAll(List.of("small ball", "left ball", "ball on left", "small red ball")),
        ofLeft.toString());
    for (String wrong : List.of("ball", "red ball", "right ball", "big ball", "top ball")) {
      assertFalse(ofLeft.contains(wrong), wrong);
    }
    assertTrue(ofCup.containsAll(List.of("cup", "blue cup", "top cup")), ofCup.toString());
    assertTrue(
        ofLeft.contains("ball to left of big ball")
            || ofLeft.stream().noneMatch(s -> s.endsWith("of ball")),
        ofLeft.toString());
  }

  @Test
  void impossibleSpecificationsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new PhotoSpec(1, 20, 3, 5));
    assertThrows(IllegalArgumentException.class, () -> new PhotoSpec(1, 320, 5, 3));
    assertThrows(IllegalArgumentException.class, () -> new PhotoSpec(1, 320, 3, 7));
    assertThrows(IllegalArgumentException.class, () -> PhotoGenerator.photo(SPEC, "train", 0));
  }

  @Test
  void densestAndSmallestSpecificationsStillGivePhotos() {
    for (int number = 1; number <= 20; number++) {
      var photo = PhotoGenerator.photo(new PhotoSpec(3, 64, 6, 6), "train", number);
      assertEquals(6, photo.scene().objects().size());
    }
  }

  private static Thing thing(
      PhotoCategory category, PhotoColour colour, double x, double y, Thing.Build build) {
    double side = 240 * (build.least() + build.most()) / 2;
    return new Thing(category, colour, x, y, side, build, 0, false, Thing.Pattern.NONE);
  }

  private static List<String> sentences(Photo photo) {
    return photo.scene().objects().stream().flatMap(o -> o.sentences().stream()).toList();
  }
}
