package org.refspark.jobs.report.page;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import org.refspark.jobs.report.picture.Figure;
import org.refspark.jobs.report.picture.Panel;

/**
 * A picture within a page: drawings as PNG, which keeps their strokes, photographs as JPEG, which
 * is a tenth of the size.
 */
public final class InlinePicture {
  private static final float QUALITY = 0.85f;

  private InlinePicture() {}

  /**
   * A panel as an {@code img} element.
   *
   * @param alternative what it shows, in words
   * @param width pixels
   */
  public static String html(Panel panel, String alternative, int width) throws IOException {
    var image = panel.render(width);
    var content = panel.isPhotograph() ? jpeg(image) : Figure.png(image);
    return Html.format(
        "<img src=\"data:image/%s;base64,%s\" alt=\"%s\" width=\"%d\" height=\"%d\" loading=\"lazy\">",
        panel.isPhotograph() ? "jpeg" : "png",
        Base64.getEncoder().encodeToString(content),
        Html.text(alternative),
        image.getWidth(),
        image.getHeight());
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
