package org.refspark.model.weights;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/**
 * Named arrays on the local disk, in whichever format other programs save weights. Nothing that a
 * file holds is executed, and no more of it is in memory than the array being read, or the storage
 * that holds it.
 */
public interface WeightsFile extends Closeable {
  /**
   * A named array.
   *
   * @param name as the file has it
   * @param shape as the file has it; empty for a single value
   */
  record Entry(String name, long[] shape) {}

  /** Takes the arrays as they come. */
  interface Sink {
    /**
     * One array.
     *
     * @param values row-major, widened or rounded to float32; the callee may keep them
     */
    void accept(String name, float[] values) throws IOException;
  }

  /** What kind of file it is, such as {@code safetensors}. */
  String format();

  /** Whether arrays lie as in this program's networks and not as in PyTorch's. */
  boolean ours();

  /** All arrays, in the order of the file. */
  List<Entry> arrays();

  /**
   * Reads the wanted arrays, each once.
   *
   * @throws org.refspark.data.DataFormatException where the file ends early or its parts do not fit
   *     together
   */
  void read(Predicate<String> wanted, Sink sink) throws IOException;

  @Override
  void close() throws IOException;

  /**
   * Opens a file by its content: safetensors, PyTorch's archives of a state dictionary or of
   * TorchScript, or Darknet's weights of Darknet-53.
   *
   * @param name how messages name the file
   * @throws org.refspark.data.DataFormatException where it is none of these, or damaged
   */
  static WeightsFile open(String name, Path file) throws IOException {
    return FileKind.of(name, file).open(name, file);
  }
}
