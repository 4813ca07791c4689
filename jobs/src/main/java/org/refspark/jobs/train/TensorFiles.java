package org.refspark.jobs.train;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.refspark.jobs.storage.Storage;
import org.refspark.model.ParameterLayout;
import org.refspark.model.weights.SafeTensors;

/** Ranges of the driver's values as safetensors files, without a copy of them. */
final class TensorFiles {
  private TensorFiles() {}

  /** Writes the values from one place on, by name. */
  static void write(OutputStream out, ParameterLayout layout, float[] values, int from)
      throws IOException {
    SafeTensors.write(out, layout, values, from, Map.of(SafeTensors.LAYOUT, SafeTensors.OURS));
  }

  /**
   * Reads values to one place on.
   *
   * @throws org.refspark.data.DataFormatException where the file holds other arrays than the layout
   */
  static void read(Storage run, String name, ParameterLayout layout, float[] values, int to)
      throws IOException {
    try (var in = new BufferedInputStream(run.open(name))) {
      SafeTensors.read(run.describe(name), in, layout, values, to).requireExact();
    }
  }
}
