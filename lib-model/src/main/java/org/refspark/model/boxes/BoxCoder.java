package org.refspark.model.boxes;

/**
 * Boxes as offsets from other boxes, after Faster R-CNN: for a box (centre x, y, size w, h) and a
 * base box (x_a, y_a, w_a, h_a)
 *
 * <pre>
 *   dx = wx (x − x_a) / w_a      dw = ww ln(w / w_a)
 *   dy = wy (y − y_a) / h_a      dh = wh ln(h / h_a)
 * </pre>
 *
 * @param wx weight of dx
 * @param wy weight of dy
 * @param ww weight of dw
 * @param wh weight of dh
 */
public record BoxCoder(float wx, float wy, float ww, float wh) {
  /** Offsets of proposals from anchors. */
  public static final BoxCoder RPN = new BoxCoder(1, 1, 1, 1);

  /** Offsets of detections from proposals. */
  public static final BoxCoder ROI = new BoxCoder(10, 10, 5, 5);

  /** Greatest dw and dh that decoding uses: a wild prediction grows a box no more than this. */
  static final float MAX_LOG_SCALE = (float) Math.log(1000.0 / 16);

  public BoxCoder {
    if (!(wx > 0 && wy > 0 && ww > 0 && wh > 0)) {
      throw new IllegalArgumentException(
          "Weights of box offsets must be above 0, but are %s, %s, %s, %s"
              .formatted(wx, wy, ww, wh));
    }
  }

  /**
   * Offsets that lead from each base to its target.
   *
   * @param bases N boxes
   * @param targets N boxes
   * @return N×4 offsets dx, dy, dw, dh
   * @throws IllegalArgumentException where the numbers of boxes differ or a box has no area
   */
  public float[] encode(float[] bases, float[] targets) {
    if (bases.length != targets.length) {
      throw new IllegalArgumentException(
          "Each base needs one target, but there are %d bases and %d targets"
              .formatted(Boxes.count(bases), Boxes.count(targets)));
    }
    var deltas = new float[bases.length];
    for (int i = 0; i < Boxes.count(bases); i++) {
      encode(bases, i, targets, i, deltas, i);
    }
    return deltas;
  }

  /** Writes the offsets from one base to one target as row {@code k} of {@code deltas}. */
  public void encode(float[] bases, int i, float[] targets, int j, float[] deltas, int k) {
    int p = 4 * i;
    int q = 4 * j;
    float baseWidth = bases[p + 2] - bases[p];
    float baseHeight = bases[p + 3] - bases[p + 1];
    float width = targets[q + 2] - targets[q];
    float height = targets[q + 3] - targets[q + 1];
    if (!(baseWidth > 0 && baseHeight > 0 && width > 0 && height > 0)) {
      throw new IllegalArgumentException(
          "Offsets need boxes with an area, but base %d is %s by %s and target %d is %s by %s pixels"
              .formatted(i, baseWidth, baseHeight, j, width, height));
    }
    float shiftX = targets[q] + 0.5f * width - (bases[p] + 0.5f * baseWidth);
    float shiftY = targets[q + 1] + 0.5f * height - (bases[p + 1] + 0.5f * baseHeight);
    deltas[4 * k] = wx * shiftX / baseWidth;
    deltas[4 * k + 1] = wy * shiftY / baseHeight;
    deltas[4 * k + 2] = ww * (float) Math.log(width / baseWidth);
    deltas[4 * k + 3] = wh * (float) Math.log(height / baseHeight);
  }

  /**
   * The boxes that offsets lead to; dw and dh (after their weights) count as ln(1000/16) at most.
   *
   * @param bases N boxes
   * @param deltas N×4 offsets, or N×C·4 where each of C classes has its own
   * @return boxes in the shape of {@code deltas}, not clipped
   * @throws IllegalArgumentException where {@code deltas} is no multiple of {@code bases}
   */
  public float[] decode(float[] bases, float[] deltas) {
    int rows = Boxes.count(bases);
    if (rows == 0 ? deltas.length != 0 : deltas.length % bases.length != 0) {
      throw new IllegalArgumentException(
          "%d boxes need 4 offsets each, or 4 for each class, but there are %d offsets"
              .formatted(rows, deltas.length));
    }
    int classes = rows == 0 ? 0 : deltas.length / bases.length;
    var boxes = new float[deltas.length];
    for (int k = 0; k < rows * classes; k++) {
      decode(bases, k / classes, deltas, k, boxes, k);
    }
    return boxes;
  }

  /** Writes the box that one row of offsets leads to as box {@code k} of {@code boxes}. */
  public void decode(float[] bases, int i, float[] deltas, int j, float[] boxes, int k) {
    int p = 4 * i;
    int q = 4 * j;
    float baseWidth = bases[p + 2] - bases[p];
    float baseHeight = bases[p + 3] - bases[p + 1];
    float x = deltas[q] / wx * baseWidth + (bases[p] + 0.5f * baseWidth);
    float y = deltas[q + 1] / wy * baseHeight + (bases[p + 1] + 0.5f * baseHeight);
    float halfWidth = 0.5f * (float) Math.exp(logScale(deltas[q + 2] / ww)) * baseWidth;
    float halfHeight = 0.5f * (float) Math.exp(logScale(deltas[q + 3] / wh)) * baseHeight;
    boxes[4 * k] = x - halfWidth;
    boxes[4 * k + 1] = y - halfHeight;
    boxes[4 * k + 2] = x + halfWidth;
    boxes[4 * k + 3] = y + halfHeight;
  }

  private static float logScale(float delta) {
    return Math.min(delta, MAX_LOG_SCALE);
  }
}
