package org.refspark.model.graph;

/**
 * Buffers of a loop body, one set for each thread, kept between runs: allocating them anew for each
 * chunk would cost more than the arithmetic.
 */
public final class HostScratch {
  private static final ThreadLocal<float[][]> BUFFERS =
      ThreadLocal.withInitial(() -> new float[4][0]);

  private HostScratch() {}

  /**
   * A buffer of at least that length, its content arbitrary.
   *
   * @param slot 0 to 3: buffers in use at the same time by one loop body have different slots
   */
  public static float[] floats(int slot, int length) {
    var buffers = BUFFERS.get();
    if (buffers[slot].length < length) {
      buffers[slot] = new float[length];
    }
    return buffers[slot];
  }
}
