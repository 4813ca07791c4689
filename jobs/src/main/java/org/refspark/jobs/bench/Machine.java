package org.refspark.jobs.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.nd4j.linalg.factory.Nd4j;

/**
 * This machine, as it was before anything was measured.
 *
 * @param load average of the last minute
 */
record Machine(double load) {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  /** Now. */
  static Machine now() {
    return new Machine(system().getSystemLoadAverage());
  }

  private static OperatingSystemMXBean system() {
    return (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  }

  /** Facts that times depend on; loads the engine. */
  Map<String, String> facts() throws IOException {
    var facts = new TreeMap<String, String>();
    facts.put("cpu", processor());
    facts.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
    facts.put(
        "native-threads", Optional.ofNullable(System.getenv("OMP_NUM_THREADS")).orElse("all"));
    facts.put("ram-bytes", String.valueOf(system().getTotalMemorySize()));
    facts.put("load-before", String.format(Locale.ROOT, "%.1f", load));
    facts.put(
        "native-library", System.getProperty("org.bytedeco.javacpp.platform.extension", "plain"));
    facts.put("backend", Nd4j.getBackend().getClass().getSimpleName());
    facts.put("heap-bytes", String.valueOf(Runtime.getRuntime().maxMemory()));
    facts.put("java", Runtime.version().toString());
    return facts;
  }

  private static String processor() throws IOException {
    if (!Files.isReadable(PROCESSORS)) {
      return System.getProperty("os.arch");
    }
    try (var lines = Files.lines(PROCESSORS)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElseGet(() -> System.getProperty("os.arch"));
    }
  }
}
