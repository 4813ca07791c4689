package org.refspark.data;

import java.io.IOException;
import java.io.InputStream;

/**
 * A folder of published files, wherever it lies (local disk, HDFS, S3); paths are relative, with
 * forward slashes.
 */
public interface DataFiles {
  /** Whether the file is there. */
  boolean exists(String path) throws IOException;

  /**
   * Opens a file; the caller closes the stream. Throws {@link java.io.FileNotFoundException} where
   * it is absent.
   */
  InputStream open(String path) throws IOException;

  /** The file's size in bytes, to be checked before anything is allocated. */
  long size(String path) throws IOException;

  /** How messages name the file: its full place. */
  String describe(String path);

  /** Reads a whole file of at most {@code cap} bytes. */
  default byte[] read(String path, long cap) throws IOException {
    long size = size(path);
    if (size > cap) {
      throw new DataFormatException(
          describe(path), "holds %,d bytes, more than the %,d allowed".formatted(size, cap));
    }
    try (InputStream in = open(path)) {
      return in.readNBytes((int) Math.min(cap, Integer.MAX_VALUE - 8));
    }
  }
}
