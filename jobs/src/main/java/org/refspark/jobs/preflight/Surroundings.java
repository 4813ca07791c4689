package org.refspark.jobs.preflight;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.network.util.JavaUtils;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What this process runs in: its JVM, libraries, cores and memory.
 *
 * @param properties of the JVM
 * @param environment of the process
 * @param tasksAtOnce that Spark may run here
 */
record Surroundings(
    Map<String, String> properties, Map<String, String> environment, int tasksAtOnce) {
  private static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";
  static final String OFF_HEAP = "org.bytedeco.javacpp.maxbytes";
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final double GIGABYTE = 1e9;

  /** What takes no time to look at and keeps work from beginning. */
  List<Check> vital() throws IOException {
    return List.of(java(), library(), memory());
  }

  /** No older one could have loaded this class. */
  private static Check java() {
    return Check.good("Java", Runtime.version().toString());
  }

  /** The library that computes, loaded. */
  private Check library() throws IOException {
    var extension = properties.getOrDefault(EXTENSION, "");
    var flags = flags();
    // Looked at before anything is loaded: such a library ends the process.
    if (extension.contains("avx512") && !flags.contains("avx512f")
        || extension.contains("avx2") && !flags.contains("avx2")) {
      return Check.bad(
          "native library",
          extension + ", which this CPU cannot run",
          "set -D%s in spark.executor.extraJavaOptions to what all machines have"
              .formatted(EXTENSION));
    }
    String backend;
    try {
      backend = Nd4j.getBackend().getClass().getSimpleName();
    } catch (LinkageError | RuntimeException e) {
      return Check.bad(
          "native library",
          "cannot be loaded: " + root(e),
          "start by deploy/refspark, which sends the library for this platform along");
    }
    var found = backend + " " + (extension.isEmpty() ? "plain" : extension);
    if (extension.isEmpty() && flags.contains("avx2") && Nd4j.getEnvironment().isCPU()) {
      return Check.notice(
          "native library",
          found + ", several times slower than this CPU allows",
          "start by deploy/refspark, or set -D%s=-onednn-avx2 in spark.executor.extraJavaOptions"
              .formatted(EXTENSION));
    }
    return Check.good("native library", found);
  }

  private static String root(Throwable failure) {
    var cause = failure;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return cause.toString().lines().findFirst().orElse("");
  }

  private static Set<String> flags() throws IOException {
    if (!Files.isReadable(PROCESSORS)) {
      return Set.of();
    }
    try (var lines = Files.lines(PROCESSORS)) {
      return lines
          .filter(line -> line.startsWith("flags"))
          .findFirst()
          .map(line -> Set.of(line.substring(line.indexOf(':') + 1).strip().split(" +")))
          .orElse(Set.of());
    }
  }

  /** Whether tasks wait for each other. */
  Check cores() {
    int cores = Runtime.getRuntime().availableProcessors();
    var set = Optional.ofNullable(environment.get("OMP_NUM_THREADS")).orElse("");
    int threads = set.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(set) : cores;
    var found =
        "%d cores, %d tasks at once, %d native threads each".formatted(cores, tasksAtOnce, threads);
    return (long) tasksAtOnce * threads <= cores
        ? Check.good("cores", found)
        : Check.notice(
            "cores",
            found,
            "tasks will wait for each other: set OMP_NUM_THREADS=%d before the command, or fewer cores to an executor"
                .formatted(Math.max(1, cores / tasksAtOnce)));
  }

  private Check memory() throws IOException {
    long heap = Runtime.getRuntime().maxMemory();
    var limit = properties.get(OFF_HEAP);
    long total = room();
    if (limit == null) {
      return Check.notice(
          "memory",
          "heap %.1f GB, no limit outside it, machine %.1f GB"
              .formatted(heap / GIGABYTE, total / GIGABYTE),
          "start by deploy/refspark, which sets %s, or set it yourself".formatted(OFF_HEAP));
    }
    long outside = JavaUtils.byteStringAsBytes(limit);
    var found =
        "heap %.1f GB and networks %.1f GB of %.1f GB"
            .formatted(heap / GIGABYTE, outside / GIGABYTE, total / GIGABYTE);
    return heap + outside <= total
        ? Check.good("memory", found)
        : Check.bad(
            "memory",
            found,
            "the machine or container may end the process: lower REFSPARK_OFFHEAP or"
                + " spark.executor.memory, or raise spark.executor.memoryOverhead");
  }

  /** Of the machine, or of the container where that is less. */
  private static long room() throws IOException {
    long total =
        ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
    for (var file :
        List.of("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")) {
      var path = Path.of(file);
      var limit = Files.isReadable(path) ? Files.readString(path).strip() : "";
      if (limit.matches("[0-9]{1,18}")) {
        total = Math.min(total, Long.parseLong(limit));
      }
    }
    return total;
  }
}
