package org.refspark.jobs.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import org.refspark.jobs.report.picture.Figure;
import org.refspark.jobs.report.picture.Panel;
import org.refspark.jobs.storage.Storage;

/**
 * The pictures of a page, beside it or in it: drawings as PNG, which keeps their strokes,
 * photographs as JPEG, which is a tenth of the size.
 */
final class PanelFiles {
  private static final float QUALITY = 0.9f;

  private PanelFiles() {}

  /**
   * Draws a panel into a file.
   *
   * @param stem of the name, within the report's folder
   * @return the name with its ending
   */
  static String write(Storage report, String stem, Panel panel, int width) throws IOException {
    var image = panel.render(width);
    var name = stem + (panel.isPhotograph() ? ".jpg" : ".png");
    report.write(name, panel.isPhotograph() ? jpeg(image) : Figure.png(image));
    return name;
  }

  /** A panel within the page: an address that holds the picture itself. */
  static String inline(Panel panel, int width) throws IOException {
    var image = panel.render(width);
    var content = panel.isPhotograph() ? jpeg(image) : Figure.png(image);
    return "data:image/%s;base64,%s"
        .formatted(
            panel.isPhotograph() ? "jpeg" : "png", Base64.getEncoder().encodeToString(content));
  }

  private static byte[] jpeg(BufferedImage image) throws IOException {
    var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    var out = new ByteArrayOutputStream();
    try (var stream = ImageIO.createImageOutputStream(out)) {
      var choices = writer.getDefaultWriteParam();
      choices.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      choices.setCompressionQuality(QUALITY);
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), choices);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }
}
