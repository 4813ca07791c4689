package org.refspark.data.synthetic;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.List;

/**
 * Paper and pen. An object's ink is painted in its own number as colour, and its bodies in paper
 * white, so one painting back to front yields who owns each visible stroke pixel.
 */
final class Canvas {
  /** Colours may come with an opaque alpha. */
  private static final int NUMBER = 0xffffff;

  private final int size;
  private final int[] owners;
  private final int[] drawnInk;
  private final int[] visibleInk;

  /** Paints objects back to front; object i's ink carries the number i + 1. */
  Canvas(List<Placement> objects, int size) {
    this.size = size;
    var image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    owners = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    drawnInk = new int[objects.size()];
    visibleInk = new int[objects.size()];
    var pen = image.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_OFF);
    pen.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    for (int i = 0; i < objects.size(); i++) {
      draw(pen, objects.get(i), new Color(i + 1));
      drawnInk[i] = count(objects.get(i), i + 1);
    }
    pen.dispose();
    for (int i = 0; i < owners.length; i++) {
      owners[i] &= NUMBER;
      if (owners[i] > 0) {
        visibleInk[owners[i] - 1]++;
      }
    }
  }

  /** Number of the object whose ink shows at each pixel, row-major; 0 where the paper is bare. */
  int[] owners() {
    return owners;
  }

  /** Ink pixels of object i that can be seen. */
  int ink(int i) {
    return visibleInk[i];
  }

  /** Share of object i's own ink that nothing hides, 0 to 1. */
  double visible(int i) {
    return visibleInk[i] / (double) Math.max(1, drawnInk[i]);
  }

  private void draw(Graphics2D pen, Placement object, Color ink) {
    var transform = object.transform(size);
    float width = (float) Math.max(1, object.pen() * size / SceneSpec.PUBLISHED_SIZE);
    pen.setStroke(new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    for (var mark : object.drawing().marks()) {
      var path = transform.createTransformedShape(mark.path());
      if (mark.kind() != Mark.Kind.LINE) {
        pen.setColor(mark.kind() == Mark.Kind.SOLID ? ink : Color.BLACK);
        pen.fill(path);
      }
      pen.setColor(ink);
      pen.draw(path);
    }
  }

  private int count(Placement object, int owner) {
    double zoom = size / (double) SceneSpec.PUBLISHED_SIZE;
    double margin = object.pen() + 2;
    int left = clamp((object.left() - margin) * zoom);
    int right = clamp((object.right() + margin) * zoom + 1);
    int top = clamp((object.top() - margin) * zoom);
    int bottom = clamp((object.foot() + margin) * zoom + 1);
    int count = 0;
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        count += (owners[y * size + x] & NUMBER) == owner ? 1 : 0;
      }
    }
    return count;
  }

  private int clamp(double pixel) {
    return (int) Math.max(0, Math.min(size, pixel));
  }
}
