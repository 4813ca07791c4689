package org.refspark.jobs.train;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.refspark.jobs.storage.Storage;
import org.refspark.model.ParameterLayout;

/** Interim: raw floats. */
final class TensorFiles {
  private TensorFiles() {}

  static ParameterLayout.Slot optimizerSlot(int length) {
    return new ParameterLayout.Slot("optimizer.state", new long[] {length}, 0, "optimizer", false);
  }

  static void write(OutputStream out, List<ParameterLayout.Slot> slots, float[] values, int from)
      throws IOException {
    for (var slot : slots) {
      var b = ByteBuffer.allocate((int) slot.length() * 4).order(ByteOrder.LITTLE_ENDIAN);
      b.asFloatBuffer().put(values, from + (int) slot.offset(), (int) slot.length());
      out.write(b.array());
    }
  }

  static void read(
      Storage run, String name, List<ParameterLayout.Slot> slots, float[] values, int to)
      throws IOException {
    try (var in = new DataInputStream(run.open(name))) {
      for (var slot : slots) {
        var b = new byte[(int) slot.length() * 4];
        in.readFully(b);
        ByteBuffer.wrap(b)
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer()
            .get(values, to + (int) slot.offset(), (int) slot.length());
      }
    }
  }
}
