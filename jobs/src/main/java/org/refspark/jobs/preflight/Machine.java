package org.refspark.jobs.preflight;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What this process runs on.
 *
 * @param properties of the JVM
 * @param environment of the process
 * @param tasksAtOnce that Spark may run here
 * @param gpus addresses that Spark gave the asking task
 */
record Machine(
    Map<String, String> properties,
    Map<String, String> environment,
    int tasksAtOnce,
    List<String> gpus) {
  private static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";
  private static final String OFF_HEAP = "org.bytedeco.javacpp.maxbytes";
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final double GIGABYTE = 1e9;

  /** Spark spills, shuffles and unpacks jars there. */
  private static final double LEAST_DISK = 0.5;

  private static final double ENOUGH_DISK = 5;

  /** All that needs no other machine. */
  List<Check> checks() throws IOException {
    var checks = new ArrayList<Check>();
    checks.add(java());
    checks.add(library());
    checks.add(threads());
    checks.add(memory());
    checks.add(disk());
    // Without the engine there is nothing to ask.
    if (checks.stream().allMatch(check -> check.verdict() != Check.Verdict.BAD)) {
      checks.add(devices());
    }
    return checks;
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

  private Check threads() {
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
    long outside = bytes(limit);
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

  private static long bytes(String size) {
    var unit = size.toLowerCase(Locale.ROOT).replaceAll("[0-9]", "");
    long count = Long.parseLong(size.replaceAll("[^0-9]", ""));
    return switch (unit) {
      case "t" -> count << 40;
      case "g" -> count << 30;
      case "m" -> count << 20;
      case "k" -> count << 10;
      default -> count;
    };
  }

  private Check disk() throws IOException {
    var place =
        Path.of(
            Optional.ofNullable(environment.get("SPARK_LOCAL_DIRS"))
                .orElse(properties.get("java.io.tmpdir"))
                .split(",")[0]);
    double free =
        Files.getFileStore(Files.exists(place) ? place : Path.of("/")).getUsableSpace() / GIGABYTE;
    var found = "%.1f GB free in %s".formatted(free, place);
    if (free < LEAST_DISK) {
      return Check.bad("disk", found, "free some, or let spark.local.dir name another disk");
    }
    return free < ENOUGH_DISK
        ? Check.notice("disk", found, "large shards spill there: free some")
        : Check.good("disk", found);
  }

  private Check devices() {
    var given = gpus.isEmpty() ? "none given by Spark" : "Spark gave " + gpus;
    if (Nd4j.getEnvironment().isCPU()) {
      return gpus.isEmpty()
          ? Check.good("GPUs", given + "; networks run on the CPU")
          : Check.notice(
              "GPUs",
              given + ", but networks run on the CPU",
              "give them to work that uses them: this build has the engine for CPUs");
    }
    try {
      var cards = GraphicsCard.ofThisMachine();
      var unsupported = cards.stream().filter(card -> !card.isSupported()).toList();
      if (!unsupported.isEmpty()) {
        return Check.bad(
            "GPUs",
            unsupported.toString(),
            "the CUDA library has code for compute capabilities 3.7 to 8.9 only: use other cards, or a"
                + " build for the CPU");
      }
      return gpus.isEmpty()
          ? Check.bad(
              "GPUs",
              given + " of " + cards,
              "set spark.executor.resource.gpu.amount, spark.task.resource.gpu.amount and the discovery script deploy/gpus.sh")
          : Check.good("GPUs", given + " of " + cards);
    } catch (IOException e) {
      return Check.bad("GPUs", e.getMessage(), "install NVIDIA's driver on that machine");
    }
  }
}
