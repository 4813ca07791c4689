package org.refspark.jobs.train;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Map;
import org.nd4j.linalg.factory.Nd4j;
import org.refspark.jobs.storage.Storage;
import org.refspark.model.ParameterLayout;
import org.refspark.model.weights.SafeTensors;

/** Ranges of the driver's values as safetensors files. */
final class TensorFiles {
  private TensorFiles() {}

  /** Writes the values from one place on, by name. */
  static void write(OutputStream out, ParameterLayout layout, float[] values, int from)
      throws IOException {
    // An optimiser may keep nothing; ND4J has no empty vectors.
    int to = Math.max(from + 1, Math.toIntExact(from + layout.length()));
    try (var flat = Nd4j.createFromArray(Arrays.copyOfRange(values, from, to))) {
      SafeTensors.write(out, layout, flat, Map.of(SafeTensors.LAYOUT, SafeTensors.OURS));
    }
  }

  /**
   * Reads values to one place on.
   *
   * @throws org.refspark.data.DataFormatException where the file holds other arrays than the layout
   */
  static void read(Storage run, String name, ParameterLayout layout, float[] values, int to)
      throws IOException {
    int length = Math.toIntExact(layout.length());
    try (var flat = Nd4j.zeros(Math.max(1, length));
        var in = new BufferedInputStream(run.open(name))) {
      SafeTensors.read(run.describe(name), in, layout, flat).requireExact();
      System.arraycopy(flat.toFloatVector(), 0, values, to, length);
    }
  }
}
