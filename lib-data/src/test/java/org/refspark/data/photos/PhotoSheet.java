package org.refspark.data.photos;

import java.awt.Color;
import java.awt.Font;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.refspark.data.image.Pictures;

/**
 * Lays photos with their sentences side by side for the eye, the objects' outlines beside them.
 * Arguments: file, seed, first number.
 */
final class PhotoSheet {
  private static final int ACROSS = 4;
  private static final int DOWN = 3;
  private static final int TILE = 330;
  private static final int TEXT = 190;

  private PhotoSheet() {}

  public static void main(String[] arguments) throws IOException {
    long seed = Long.parseLong(arguments[1]);
    int first = Integer.parseInt(arguments[2]);
    var sheet = new BufferedImage(ACROSS * TILE, DOWN * (TILE + TEXT), BufferedImage.TYPE_INT_RGB);
    var pen = sheet.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    for (int i = 0; i < ACROSS * DOWN; i++) {
      var photo = PhotoGenerator.photo(PhotoSpec.of(seed), "train", first + i);
      int x = i % ACROSS * TILE + 5;
      int y = i / ACROSS * (TILE + TEXT) + 5;
      var picture = Pictures.image(Pictures.decode("photo", photo.jpeg()));
      int line = y + picture.getHeight() + 14;
      var on = picture.createGraphics();
      on.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      int number = 0;
      for (PhotoObject object : photo.scene().objects()) {
        var colour = Color.getHSBColor(number++ * 0.381f, 0.8f, 1f);
        pen.setColor(colour);
        on.setColor(colour);
        for (double[] ring : object.rings()) {
          for (int p = 0; p < ring.length; p += 2) {
            int q = (p + 2) % ring.length;
            on.drawLine((int) ring[p], (int) ring[p + 1], (int) ring[q], (int) ring[q + 1]);
          }
        }
        for (String sentence : object.sentences()) {
          pen.drawString(sentence, x, line);
          line += 15;
        }
      }
      pen.drawImage(picture, x, y, null);
    }
    ImageIO.write(sheet, "png", Files.newOutputStream(Path.of(arguments[0])));
  }
}
