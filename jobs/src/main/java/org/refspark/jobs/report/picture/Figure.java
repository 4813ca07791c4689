package org.refspark.jobs.report.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * Panels in a row with their titles, and a caption below.
 *
 * @param panels from left to right, at least one
 * @param caption the expression
 */
public record Figure(List<Panel> panels, String caption) {
  private static final int MARGIN = 24;
  private static final int TITLE = 40;
  private static final int CAPTION_FONT = 24;
  private static final int CAPTION_LINE = 34;
  private static final Color LINE = new Color(0xD5DBE1);

  public Figure {
    panels = List.copyOf(panels);
    if (panels.isEmpty()) {
      throw new IllegalArgumentException("a figure without panels, expected at least one");
    }
  }

  /**
   * Draws the figure.
   *
   * @param panelWidth pixels of one panel
   */
  public BufferedImage render(int panelWidth) {
    int width = panels.size() * (panelWidth + MARGIN) + MARGIN;
    int panelHeight = panels.stream().mapToInt(panel -> panel.height(panelWidth)).max().orElse(1);
    var font = Lettering.font(CAPTION_FONT, true);
    var lines = captionLines(width - 2 * MARGIN);
    int height = TITLE + panelHeight + MARGIN + lines.size() * CAPTION_LINE + MARGIN / 2;
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    var graphics = Panel.smooth(image);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width, height);
    for (int i = 0; i < panels.size(); i++) {
      drawPanel(graphics, panels.get(i), MARGIN + i * (panelWidth + MARGIN), panelWidth);
    }
    graphics.setColor(Palette.INK);
    int middle = TITLE + panelHeight + MARGIN + CAPTION_LINE / 2 - MARGIN / 4;
    for (var line : lines) {
      Lettering.draw(graphics, font, line, MARGIN, middle);
      middle += CAPTION_LINE;
    }
    graphics.dispose();
    return image;
  }

  /** A PNG of an image. */
  public static byte[] png(BufferedImage image) {
    var out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException("a PNG could not be written to memory", e);
    }
    return out.toByteArray();
  }

  private List<String> captionLines(int width) {
    var graphics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    try {
      return Lettering.wrap(graphics, Lettering.font(CAPTION_FONT, true), caption, width);
    } finally {
      graphics.dispose();
    }
  }

  private static void drawPanel(Graphics2D graphics, Panel panel, int x, int width) {
    graphics.setColor(Palette.MUTED);
    Lettering.draw(graphics, Lettering.font(18, false), panel.title(), x, TITLE / 2 + 2);
    graphics.drawImage(panel.render(width), x, TITLE, null);
    graphics.setColor(LINE);
    graphics.setStroke(new BasicStroke(1));
    graphics.drawRect(x, TITLE, width - 1, panel.height(width) - 1);
  }
}
