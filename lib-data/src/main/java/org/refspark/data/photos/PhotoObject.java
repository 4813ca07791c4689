package org.refspark.data.photos;

import java.io.Serializable;
import java.util.List;
import org.refspark.data.mask.Polygons;
import org.refspark.data.mask.Rle;

/**
 * One object of a photo.
 *
 * @param category what it is
 * @param rings outlines of what can be seen of it, {@code [x1, y1, x2, y2, …]} in pixels with two
 *     decimals; they do not overlap
 * @param sentences that mean it alone, in any order; empty where nobody speaks of it
 */
public record PhotoObject(PhotoCategory category, List<double[]> rings, List<String> sentences)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public PhotoObject {
    rings = List.copyOf(rings);
    sentences = List.copyOf(sentences);
  }

  /** The pixels within the rings, as COCO draws them. */
  public Rle mask(int height, int width) {
    return Polygons.rasterise(height, width, rings);
  }

  /** The rings' box {@code [x, y, width, height]} in pixels. */
  double[] box() {
    double[] box = {Double.MAX_VALUE, Double.MAX_VALUE, 0, 0};
    for (double[] ring : rings) {
      for (int i = 0; i < ring.length; i++) {
        box[i % 2] = Math.min(box[i % 2], ring[i]);
        box[2 + i % 2] = Math.max(box[2 + i % 2], ring[i]);
      }
    }
    return new double[] {
      box[0], box[1], Outlines.rounded(box[2] - box[0]), Outlines.rounded(box[3] - box[1])
    };
  }

  /** The rings' area in square pixels. */
  double area() {
    return Outlines.rounded(rings.stream().mapToDouble(Outlines::signedArea).map(Math::abs).sum());
  }
}
