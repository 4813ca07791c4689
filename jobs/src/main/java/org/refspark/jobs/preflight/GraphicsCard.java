package org.refspark.jobs.preflight;

import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A GPU as NVIDIA's driver tells of it.
 *
 * @param name of the product
 * @param driver its version
 * @param capability compute capability, such as 8.6
 */
record GraphicsCard(String name, String driver, String capability) implements Serializable {
  private static final int MOST_SECONDS = 20;
  private static final Pattern CAPABILITY = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})");

  /**
   * What {@code nd4j-cuda-11.6} 1.0.0-M2.1 holds machine code for, and no intermediate code
   * besides: 3.7 to 8.6, which cards of 8.9 run too.
   */
  private static final int[] LEAST = {3, 7};

  private static final int MOST_MAJOR = 8;

  /** The cards of this machine; none where there is no driver. */
  static List<GraphicsCard> ofThisMachine() throws IOException {
    var file = Files.createTempFile("refspark-gpus", ".csv");
    try {
      var query =
          new ProcessBuilder(
                  "nvidia-smi",
                  "--query-gpu=name,driver_version,compute_cap",
                  "--format=csv,noheader")
              .redirectErrorStream(true)
              .redirectOutput(file.toFile())
              .start();
      if (!query.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
        query.destroyForcibly();
        throw new IOException("nvidia-smi has not answered in " + MOST_SECONDS + " s");
      }
      var text = Files.readString(file, StandardCharsets.UTF_8).strip();
      if (query.exitValue() != 0) {
        throw new IOException("nvidia-smi failed: " + text.lines().findFirst().orElse(""));
      }
      return parse(text);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while asking nvidia-smi", e);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /**
   * @param text lines of name, driver and capability, separated by commas
   */
  static List<GraphicsCard> parse(String text) throws IOException {
    var cards = new java.util.ArrayList<GraphicsCard>();
    for (var line : text.lines().toList()) {
      var fields = line.split("\\s*,\\s*");
      if (fields.length != 3 || !CAPABILITY.matcher(fields[2]).matches()) {
        throw new IOException(
            "nvidia-smi said \"%s\", expected name, driver and compute capability".formatted(line));
      }
      cards.add(new GraphicsCard(fields[0], fields[1], fields[2]));
    }
    return cards;
  }

  /** Whether the CUDA library that RefSpark brings has machine code for it. */
  boolean isSupported() {
    var version = CAPABILITY.matcher(capability);
    if (!version.matches()) {
      return false;
    }
    int major = Integer.parseInt(version.group(1));
    int minor = Integer.parseInt(version.group(2));
    return (major > LEAST[0] || major == LEAST[0] && minor >= LEAST[1]) && major <= MOST_MAJOR;
  }
}
