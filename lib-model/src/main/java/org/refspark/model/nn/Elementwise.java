package org.refspark.model.nn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.HostLoop;
import org.refspark.model.graph.HostScratch;

/** Loops over all values of arrays of one length, in chunks that stay in the cache. */
final class Elementwise {
  private static final int CHUNK = 8192;

  private Elementwise() {}

  /** Computes values of {@code a} (in place) from those of {@code a} and {@code b}. */
  interface Body {
    void run(float[] a, float[] b, int count);
  }

  /** A program: out = body(a, b). */
  static Runnable program(INDArray a, INDArray b, INDArray out, Body body) {
    var first = HostArray.buffer(a);
    var second = HostArray.buffer(b);
    var target = HostArray.buffer(out);
    int length = Math.toIntExact(out.length());
    int chunks = (length + CHUNK - 1) / CHUNK;
    return HostArray.program(
        new INDArray[] {a, b},
        new INDArray[] {out},
        () ->
            HostLoop.over(
                chunks,
                chunk -> {
                  int from = chunk * CHUNK;
                  int count = Math.min(CHUNK, length - from);
                  var x = HostScratch.floats(0, count);
                  var y = HostScratch.floats(1, count);
                  first.get(from, x, 0, count);
                  second.get(from, y, 0, count);
                  body.run(x, y, count);
                  target.put(from, x, 0, count);
                }));
  }
}
