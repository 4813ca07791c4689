package org.refspark.jobs.report.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * Panels in rows with their titles, and a caption below.
 *
 * @param panels from left to right, then from top to bottom; at least one
 * @param caption such as the expression; may be empty
 * @param columns panels of a row
 */
public record Figure(List<Panel> panels, String caption, int columns) {
  private static final int MARGIN = 24;
  private static final Font TITLE = Lettering.font(18, false);
  private static final Font CAPTION = Lettering.font(24, true);
  private static final int TITLE_LINE = 26;
  private static final int CAPTION_LINE = 34;
  private static final Color LINE = new Color(0xD5DBE1);

  public Figure {
    panels = List.copyOf(panels);
    if (panels.isEmpty()) {
      throw new IllegalArgumentException("a figure without panels, expected at least one");
    }
    if (columns < 1) {
      throw new IllegalArgumentException(columns + " columns, expected 1 or more");
    }
  }

  /** Panels in one row. */
  public Figure(List<Panel> panels, String caption) {
    this(panels, caption, Math.max(1, panels.size()));
  }

  /**
   * Draws the figure.
   *
   * @param panelWidth pixels of one panel
   */
  public BufferedImage render(int panelWidth) {
    var rows = rows();
    int width = Math.min(columns, panels.size()) * (panelWidth + MARGIN) + MARGIN;
    var lines = lines(caption, CAPTION, width - 2 * MARGIN);
    int captions = lines.isEmpty() ? 0 : lines.size() * CAPTION_LINE + MARGIN / 4;
    int height = rows.stream().mapToInt(row -> height(row, panelWidth)).sum() + captions;
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    var graphics = Panel.smooth(image);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width, height);
    int y = 0;
    for (var row : rows) {
      drawRow(graphics, row, y, panelWidth);
      y += height(row, panelWidth);
    }
    graphics.setColor(Palette.INK);
    draw(graphics, CAPTION, lines, MARGIN, y - MARGIN / 2, CAPTION_LINE);
    graphics.dispose();
    return image;
  }

  private List<List<Panel>> rows() {
    var rows = new ArrayList<List<Panel>>();
    for (int from = 0; from < panels.size(); from += columns) {
      rows.add(panels.subList(from, Math.min(panels.size(), from + columns)));
    }
    return rows;
  }

  private static int height(List<Panel> row, int panelWidth) {
    int panels = row.stream().mapToInt(panel -> panel.height(panelWidth)).max().orElse(1);
    return titles(row, panelWidth) + panels + MARGIN;
  }

  private static void drawRow(Graphics2D graphics, List<Panel> row, int y, int panelWidth) {
    for (int i = 0; i < row.size(); i++) {
      int x = MARGIN + i * (panelWidth + MARGIN);
      var title = lines(row.get(i).title(), TITLE, panelWidth);
      graphics.setColor(Palette.MUTED);
      draw(graphics, TITLE, title, x, y + MARGIN / 4, TITLE_LINE);
      drawPanel(graphics, row.get(i), x, y + titles(row, panelWidth), panelWidth);
    }
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

  private static int titles(List<Panel> row, int width) {
    int most = row.stream().mapToInt(p -> lines(p.title(), TITLE, width).size()).max().orElse(0);
    return TITLE_LINE * most + MARGIN / 2;
  }

  private static List<String> lines(String text, Font font, int width) {
    if (text.isBlank()) {
      return List.of();
    }
    var graphics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    try {
      return Lettering.wrap(graphics, font, text, width);
    } finally {
      graphics.dispose();
    }
  }

  private static void draw(
      Graphics2D graphics, Font font, List<String> lines, int x, int top, int height) {
    for (int i = 0; i < lines.size(); i++) {
      Lettering.draw(graphics, font, lines.get(i), x, top + i * height + height / 2);
    }
  }

  private static void drawPanel(Graphics2D graphics, Panel panel, int x, int y, int width) {
    graphics.drawImage(panel.render(width), x, y, null);
    graphics.setColor(LINE);
    graphics.setStroke(new BasicStroke(1));
    graphics.drawRect(x, y, width - 1, panel.height(width) - 1);
  }
}
