package org.refspark.model.grmnet;

/**
 * How a reference box (x1_r, y1_r, x2_r, y2_r; size w_r, h_r; centre x_r, y_r) is written relative
 * to a candidate (x1, y1, …; size w, h; centre x, y).
 */
public enum VectorForm {
  /**
   * Corners from the candidate's centre, as the released code has it: {@code [(x1_r − x)/w, (y1_r −
   * y)/h, (x2_r − x)/w, (y2_r − y)/h, w_r h_r / (w h)]}.
   */
  CENTRE_5(5),
  /**
   * Corners from the candidate's corners, as the paper's equation 1 reads: {@code [(x1_r − x1)/w,
   * (y1_r − y1)/h, (x2_r − x2)/w, (y2_r − y2)/h, w_r h_r / (w h)]}.
   */
  CORNER_5(5),
  /** Centre from centre: {@code [(x_r − x)/w, (y_r − y)/h, w_r h_r / (w h)]}. */
  CENTRE_3(3);

  private final int size;

  VectorForm(int size) {
    this.size = size;
  }

  /** Numbers of one relative vector; the candidate's absolute vector has as many. */
  public int size() {
    return size;
  }
}
