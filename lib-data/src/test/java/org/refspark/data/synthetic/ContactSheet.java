package org.refspark.data.synthetic;

import java.awt.Color;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * Lays scenes side by side for the eye: the drawings, the same at 192 pixels, their instances in
 * colours, and every category nine times. Arguments: folder, seed, first number.
 */
final class ContactSheet {
  private static final int ACROSS = 4;

  private ContactSheet() {}

  public static void main(String[] arguments) throws IOException {
    var folder = Files.createDirectories(Path.of(arguments[0]));
    long seed = Long.parseLong(arguments[1]);
    int first = Integer.parseInt(arguments[2]);
    write(folder.resolve("drawings.png"), seed, first, 400, false);
    write(folder.resolve("small.png"), seed, first, 192, false);
    write(folder.resolve("instances.png"), seed, first, 400, true);
    categories(folder.resolve("categories.png"), seed);
    for (int i = 0; i < ACROSS; i++) {
      var scene = SceneGenerator.scene(seed, "train", first + i);
      System.out.println(scene.number() + " " + scene.categories().values());
      scene
          .expressions()
          .forEach((text, targets) -> System.out.println("  " + text + " " + targets));
    }
  }

  static void write(Path file, long seed, int first, int side, boolean coloured)
      throws IOException {
    var sheet = new BufferedImage(ACROSS * side, ACROSS * side, BufferedImage.TYPE_INT_RGB);
    var pen = sheet.createGraphics();
    pen.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    for (int i = 0; i < ACROSS * ACROSS; i++) {
      var scene = SceneGenerator.scene(seed, "train", first + i);
      var picture =
          coloured ? colours(scene) : ImageIO.read(new ByteArrayInputStream(scene.picture()));
      var half = new BufferedImage(375, 375, BufferedImage.TYPE_INT_RGB);
      var shrink = half.createGraphics();
      shrink.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
      shrink.drawImage(picture, 0, 0, 375, 375, null);
      shrink.dispose();
      int x = i % ACROSS * side;
      int y = i / ACROSS * side;
      pen.drawImage(half, x, y, side, side, null);
      pen.setColor(Color.BLUE);
      pen.drawRect(x, y, side - 1, side - 1);
    }
    pen.dispose();
    ImageIO.write(sheet, "png", file.toFile());
  }

  /** Every category nine times. */
  private static void categories(Path file, long seed) throws IOException {
    var kinds = SceneCategory.values();
    var sheet = new BufferedImage(18 * 90, (kinds.length + 1) / 2 * 90, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < kinds.length * 9; i++) {
      var drawing = Drawing.of(kinds[i / 9], Dice.of(seed, "sheet", i, 0));
      double height = Math.min(640, 640 / drawing.aspect());
      var single =
          new Placement(kinds[i / 9], drawing, 375, 375 + height / 2, height, i % 2 == 0, 20);
      var png = BitPng.encode(new Canvas(List.of(single), 750).owners(), 750);
      var tile = ImageIO.read(new ByteArrayInputStream(png));
      var pen = sheet.createGraphics();
      pen.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
      pen.drawImage(tile, i % 18 * 90, i / 18 * 90, 90, 90, null);
      pen.dispose();
    }
    ImageIO.write(sheet, "png", file.toFile());
  }

  private static BufferedImage colours(SyntheticScene scene) {
    int size = scene.size();
    var picture = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < size * size; i++) {
      int label = scene.instanceMap()[i];
      int rank = scene.categories().headMap(label).size();
      picture.setRGB(
          i % size, i / size, label == 0 ? 0xffffff : Color.HSBtoRGB(rank * 0.381f, 1f, 0.75f));
    }
    return picture;
  }
}
