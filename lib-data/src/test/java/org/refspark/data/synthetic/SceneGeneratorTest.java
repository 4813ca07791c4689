package org.refspark.data.synthetic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SceneGeneratorTest {
  private static final int SCENES = 300;
  private static List<SyntheticScene> scenes;

  @BeforeAll
  static void draw() {
    scenes =
        IntStream.rangeClosed(1, SCENES)
            .mapToObj(n -> SceneGenerator.scene(SceneSpec.of(11).withSize(375), "train", n))
            .toList();
  }

  @Test
  void everyExpressionMeansWhatAnObserverOfTheMasksUnderstands() {
    var wrong = new ArrayList<String>();
    int checked = 0;
    for (var scene : scenes) {
      var observer = new Observer(scene);
      for (var said : scene.expressions().entrySet()) {
        checked++;
        var understood = observer.understand(said.getKey());
        if (!understood.equals(said.getValue())) {
          wrong.add(
              "%s %d: '%s' means %s, understood %s"
                  .formatted(
                      scene.split(), scene.number(), said.getKey(), said.getValue(), understood));
        }
      }
    }
    assertEquals(List.of(), wrong, "of " + checked + " expressions");
  }

  @Test
  void aSceneIsAFunctionOfSeedSplitAndNumberAlone() {
    var once = SceneGenerator.scene(5, "val", 9);
    SceneGenerator.scene(5, "val", 10);
    var again = SceneGenerator.scene(5, "val", 9);
    assertArrayEquals(once.picture(), again.picture());
    assertArrayEquals(once.instanceMap(), again.instanceMap());
    assertEquals(once.expressions(), again.expressions());
    assertEquals(
        List.copyOf(once.expressions().keySet()), List.copyOf(again.expressions().keySet()));
    for (var other :
        List.of(
            SceneGenerator.scene(6, "val", 9),
            SceneGenerator.scene(5, "train", 9),
            SceneGenerator.scene(5, "val", 8))) {
      assertNotEquals(Arrays.hashCode(once.picture()), Arrays.hashCode(other.picture()));
    }
  }

  @Test
  void scenesHoldThreeToTwelveObjectsEachWithInkEnough() {
    var counts = new TreeSet<Integer>();
    for (var scene : scenes) {
      counts.add(scene.categories().size());
      for (int label : scene.categories().keySet()) {
        long ink = Arrays.stream(scene.instanceMap()).filter(v -> v == label).count();
        assertTrue(ink >= 15, "scene %d, label %d: %d".formatted(scene.number(), label, ink));
      }
    }
    assertTrue(counts.first() >= 3 && counts.first() <= 4, counts.toString());
    assertTrue(counts.last() >= 11 && counts.last() <= 12, counts.toString());
  }

  @Test
  void labelsHaveGapsAndFitTheBytesOfThePublishedLoader() {
    int gapped = 0;
    for (var scene : scenes) {
      assertTrue(scene.categories().firstKey() >= 1 && scene.categories().lastKey() <= 101);
      gapped += scene.categories().lastKey() > scene.categories().size() ? 1 : 0;
      var present = new TreeSet<Integer>();
      Arrays.stream(scene.instanceMap()).filter(v -> v > 0).forEach(present::add);
      assertEquals(scene.categories().keySet(), present);
    }
    assertTrue(gapped > 0.9 * SCENES, gapped + " scenes with gaps");
  }

  @Test
  void inkAndMasksAreTheSamePixelsOfAPictureOfOneBit() throws IOException {
    var scene = SceneGenerator.scene(3, "train", 1);
    assertEquals(1, scene.picture()[24], "bit depth in the header");
    var picture = ImageIO.read(new ByteArrayInputStream(scene.picture()));
    assertEquals(750, picture.getWidth());
    assertEquals(750, picture.getHeight());
    for (int i = 0; i < 750 * 750; i++) {
      int expected = scene.instanceMap()[i] > 0 ? 0xff000000 : 0xffffffff;
      assertEquals(expected, picture.getRGB(i % 750, i / 750), "pixel " + i);
    }
  }

  @Test
  void allCategoriesComeAndManyScenesHideSomething() {
    var drawn = EnumSet.noneOf(SceneCategory.class);
    int hiding = 0;
    for (var scene : scenes) {
      drawn.addAll(scene.categories().values());
      hiding += hides(scene) ? 1 : 0;
    }
    assertEquals(EnumSet.allOf(SceneCategory.class), drawn);
    assertTrue(hiding > 0.25 * SCENES, hiding + " scenes with overlapping boxes");
  }

  /** Whether the boxes of two objects overlap by more than strokes that touch. */
  private static boolean hides(SyntheticScene scene) {
    var seen = new Observer(scene).all();
    for (var a : seen) {
      for (var b : seen) {
        int across = Math.min(a.x2(), b.x2()) - Math.max(a.x1(), b.x1());
        int down = Math.min(a.y2(), b.y2()) - Math.max(a.y1(), b.y1());
        if (a.index() != b.index() && Math.min(across, down) > 0.02 * scene.size()) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void expressionsResembleThePublishedOnesInNumbers() {
    int pairs = 0;
    int words = 0;
    int plural = 0;
    int part = 0;
    for (var scene : scenes) {
      int count = scene.expressions().size();
      assertTrue(count >= 8 && count <= 20, scene.number() + " has " + count);
      var observer = new Observer(scene);
      for (var said : scene.expressions().entrySet()) {
        int length = said.getKey().split(" ").length;
        assertTrue(length >= 2 && length <= 13, said.getKey());
        assertFalse(said.getValue().isEmpty(), said.getKey());
        pairs++;
        words += length;
        plural += said.getValue().size() > 1 ? 1 : 0;
        String kind = observer.all().get(said.getValue().get(0)).one();
        part += said.getValue().size() < observer.counts().get(kind) ? 1 : 0;
      }
    }
    assertEquals(4.17, words / (double) pairs, 1.0, "mean words; published 4.17");
    assertEquals(0.446, plural / (double) pairs, 0.06, "share meaning several; published 0.446");
    assertTrue(part >= 0.5 * pairs, part + " of " + pairs + " mean part of a kind");
  }

  @Test
  void everyWordIsOfThePublishedVocabulary() throws IOException {
    var file =
        Path.of(System.getProperty("oracles", "../shared/oracles"))
            .resolve("../realdata/sketchyscene_matching/annotations/vocab.txt");
    assumeTrue(Files.exists(file), file + " is not there");
    var published = new TreeSet<>(Files.readAllLines(file));
    var unknown = new TreeSet<String>();
    for (var scene : scenes) {
      for (var text : scene.expressions().keySet()) {
        unknown.addAll(List.of(text.split(" ")));
      }
    }
    unknown.removeAll(published);
    assertEquals(new TreeSet<>(), unknown);
  }

  @Test
  void aSceneReadsAsAReferringImage() {
    var scene = SceneGenerator.scene(3, "test", 4);
    var image = scene.toReferringImage();
    assertEquals("test/4", image.id());
    assertEquals(scene.categories().size(), image.instances().size());
    assertEquals(scene.expressions().size(), image.expressions().size());
    int rank = 0;
    for (var entry : scene.categories().entrySet()) {
      var instance = image.instances().get(rank++);
      assertEquals(entry.getValue().id(), instance.category());
      assertArrayEquals(scene.mask(entry.getKey()), instance.mask().pixels());
    }
  }

  @Test
  void aSpecificationThatCannotBeDrawnIsRefused() {
    var spec = SceneSpec.of(1);
    assertThrows(IllegalArgumentException.class, () -> spec.withSize(20));
    assertThrows(
        IllegalArgumentException.class,
        () -> spec.withCategories(List.of(SceneCategory.SUN, SceneCategory.CLOUD)));
    assertThrows(IllegalArgumentException.class, () -> SceneGenerator.scene(spec, "train", 0));
  }

  @Test
  void onlyTheCategoriesAskedForAreDrawn() {
    var few =
        List.of(SceneCategory.TREE, SceneCategory.HOUSE, SceneCategory.SUN, SceneCategory.DOG);
    for (int n = 1; n <= 20; n++) {
      var scene = SceneGenerator.scene(SceneSpec.of(2).withSize(256).withCategories(few), "a", n);
      assertTrue(few.containsAll(scene.categories().values()));
    }
  }
}
