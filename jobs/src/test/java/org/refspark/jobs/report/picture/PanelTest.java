package org.refspark.jobs.report.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.refspark.data.Instance;
import org.refspark.data.image.Picture;
import org.refspark.data.mask.Rle;
import org.refspark.model.Detection;

class PanelTest {
  private static final int SIZE = 60;

  /** A sketch with two black bars; the mask covers the left one and the paper around it. */
  @Test
  void strokesInAMaskTakeItsColourAndOthersTurnGrey() {
    var color = Palette.instance(1);
    var mark = new Mark(color, Optional.of(leftHalf()), Optional.empty(), "", Mark.Line.SOLID);
    var image = new Panel("", bars(), List.of(mark)).render(SIZE);

    assertEquals(color, new Color(image.getRGB(10, 30)));
    var other = new Color(image.getRGB(45, 30));
    assertTrue(isGrey(other) && other.getRed() > 100 && other.getRed() < 200, other.toString());
    assertEquals(Color.WHITE, new Color(image.getRGB(57, 30)));
    var paper = new Color(image.getRGB(25, 30));
    assertTrue(paper.getRed() > 200 && !isGrey(paper), "a breath of colour: " + paper);
  }

  @Test
  void aPhotographIsCoveredEvenly() {
    byte[] rgb = new byte[3 * SIZE * SIZE];
    Arrays.fill(rgb, (byte) 100);
    var mark = new Mark(Color.RED, Optional.of(leftHalf()), Optional.empty(), "", Mark.Line.SOLID);
    var image = new Panel("", new Picture(SIZE, SIZE, rgb), List.of(mark)).render(SIZE);

    assertEquals(new Color(100, 100, 100), new Color(image.getRGB(50, 30)));
    assertEquals(new Color(178, 50, 50), new Color(image.getRGB(10, 30)));
  }

  @Test
  void ofMasksThatOverlapTheFirstIsOnTop() {
    var first = new Mark(Color.RED, Optional.of(leftHalf()), Optional.empty(), "", Mark.Line.SOLID);
    var second =
        new Mark(Color.BLUE, Optional.of(leftHalf()), Optional.empty(), "", Mark.Line.SOLID);
    var image = new Panel("", bars(), List.of(first, second)).render(SIZE);

    assertEquals(Color.RED, new Color(image.getRGB(10, 30)));
  }

  @Test
  void theFrameLiesWhereTheBoxIs() {
    var mark = Mark.frame(new double[] {0.25, 0.25, 0.75, 0.75}, Color.RED, "", Mark.Line.SOLID);
    var image = new Panel("", blank(), List.of(mark)).render(240);

    var edge = new Color(image.getRGB(60, 120));
    assertTrue(edge.getRed() > 200 && edge.getBlue() < 150, edge.toString());
    assertEquals(Color.WHITE, new Color(image.getRGB(120, 120)));
    assertEquals(Color.WHITE, new Color(image.getRGB(30, 120)));
  }

  @Test
  void aDetectionTakesTheColourOfTheObjectItCovers() {
    var left = new Instance(1, leftHalf());
    var right = new Instance(1, Rle.ofPixels(SIZE, SIZE, half(30, 60)));
    var found = new Detection(1, 0.9, new double[] {30, 0, 60, 60}, right.mask());
    var unsure = new Detection(1, 0.3, new double[] {0, 0, 30, 60}, left.mask());
    var overlay = new Overlay(bars(), List.of(left, right), category -> "bar");

    var marks = overlay.prediction(List.of(found, unsure), 0.5).marks();

    assertEquals(overlay.truth().marks().get(1).color(), marks.get(0).color());
    assertEquals("bar 0.90", marks.get(0).label());
    assertEquals(Mark.Line.DASHED, marks.get(1).line());
    assertTrue(marks.get(1).mask().isEmpty(), "what is no answer is not tinted");
  }

  @Test
  void labelsOfCrowdedFramesDoNotOverlapAndStayInside() {
    var panel = new Rectangle(0, 0, 300, 200);
    var placer = new LabelPlacer(panel);
    var places = new ArrayList<Rectangle>();
    for (int i = 0; i < 12; i++) {
      var place = placer.place(new Rectangle(100 + i, 90 + i, 40, 30), 70, 20);
      assertTrue(panel.contains(place), place.toString());
      places.forEach(earlier -> assertTrue(!earlier.intersects(place), earlier + " " + place));
      places.add(place);
    }
  }

  private static boolean isGrey(Color color) {
    return color.getRed() == color.getGreen() && color.getGreen() == color.getBlue();
  }

  private static Rle leftHalf() {
    return Rle.ofPixels(SIZE, SIZE, half(0, 30));
  }

  private static byte[] half(int from, int to) {
    var pixels = new byte[SIZE * SIZE];
    for (int row = 0; row < SIZE; row++) {
      Arrays.fill(pixels, row * SIZE + from, row * SIZE + to, (byte) 1);
    }
    return pixels;
  }

  private static Picture blank() {
    byte[] rgb = new byte[3 * SIZE * SIZE];
    Arrays.fill(rgb, (byte) 255);
    return new Picture(SIZE, SIZE, rgb);
  }

  private static Picture bars() {
    var picture = blank();
    for (int row = 0; row < SIZE; row++) {
      Arrays.fill(picture.rgb(), 3 * (row * SIZE + 8), 3 * (row * SIZE + 14), (byte) 0);
      Arrays.fill(picture.rgb(), 3 * (row * SIZE + 42), 3 * (row * SIZE + 48), (byte) 0);
    }
    return picture;
  }
}
