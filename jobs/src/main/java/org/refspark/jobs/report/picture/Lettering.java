package org.refspark.jobs.report.picture;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.LogManager;

/**
 * Text in pictures. A machine without any font (a bare container) still gets its pictures, without
 * words.
 */
final class Lettering {
  private static final boolean AVAILABLE = probe();

  private Lettering() {}

  /** The font of that size in pixels. */
  static Font font(int size, boolean bold) {
    return new Font(Font.SANS_SERIF, bold ? Font.BOLD : Font.PLAIN, size);
  }

  /** Width of a text in pixels; 0 where there is no font. */
  static int width(Graphics2D graphics, Font font, String text) {
    return AVAILABLE ? graphics.getFontMetrics(font).stringWidth(text) : 0;
  }

  /** Draws a line of text, its middle at that height. */
  static void draw(Graphics2D graphics, Font font, String text, int x, int middle) {
    if (AVAILABLE) {
      FontMetrics metrics = graphics.getFontMetrics(font);
      graphics.setFont(font);
      graphics.drawString(text, x, middle + (metrics.getAscent() - metrics.getDescent()) / 2);
    }
  }

  /** Lines no wider than that, broken at blanks; a longer word stands alone. */
  static List<String> wrap(Graphics2D graphics, Font font, String text, int width) {
    var lines = new ArrayList<String>();
    var line = new StringBuilder();
    for (var word : text.strip().split("\\s+")) {
      if (!line.isEmpty() && width(graphics, font, line + " " + word) > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  private static boolean probe() {
    var image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    var graphics = image.createGraphics();
    try {
      return graphics.getFontMetrics(font(12, false)).stringWidth("a") > 0;
    } catch (RuntimeException | LinkageError | InternalError e) {
      LogManager.getLogger(Lettering.class)
          .warn("Pictures carry no text, because this machine has no fonts (install fontconfig)");
      return false;
    } finally {
      graphics.dispose();
    }
  }
}
