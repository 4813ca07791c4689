package org.refspark.jobs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * The most memory that this process has had in RAM, heap and networks together, as Linux counts.
 */
final class ResidentMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path CLEAR = Path.of("/proc/self/clear_refs");

  private ResidentMemory() {}

  /** Begins to count anew, where the system allows it. */
  static void reset() {
    try {
      Files.writeString(CLEAR, "5");
    } catch (IOException | UnsupportedOperationException e) {
      // The peak then covers the process since its start, which is still an upper bound.
    }
  }

  /** Begins to count anew with a heap that holds what is in use only. */
  static void restart() {
    System.gc();
    reset();
  }

  /** The peak as a figure; 0 where the system does not say. */
  static Figure figure(String name, String setting) throws IOException {
    return Figure.single(name + ", peak memory", setting, "MB", peak().orElse(0) / 1e6);
  }

  /** The peak in bytes; empty where the system does not say. */
  static OptionalLong peak() throws IOException {
    if (!Files.isReadable(STATUS)) {
      return OptionalLong.empty();
    }
    try (var lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
          .findFirst();
    }
  }
}
