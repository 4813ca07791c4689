package org.refspark.jobs.preflight;

import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.network.util.JavaUtils;

/**
 * Whether the containers that YARN or Kubernetes gives executors hold what networks take outside
 * the heap. Those systems end a process that takes more.
 */
final class ContainerMemory {
  private static final Pattern OFF_HEAP =
      Pattern.compile("-D" + Pattern.quote(Surroundings.OFF_HEAP) + "=(\\w+)");
  private static final String OVERHEAD = "spark.executor.memoryOverhead";
  private static final String NAME = "container";

  /** Spark's own least overhead. */
  private static final long LEAST_MEGABYTES = 384;

  /** What Java and Spark take outside the heap beside the networks. */
  private static final long BESIDES_MEGABYTES = 512;

  private ContainerMemory() {}

  /** Empty where executors have no containers. */
  static Optional<Check> of(SparkConf conf) {
    var master = conf.get("spark.master", "");
    if (!master.startsWith("yarn") && !master.startsWith("k8s://")) {
      return Optional.empty();
    }
    var limit = OFF_HEAP.matcher(conf.get("spark.executor.extraJavaOptions", ""));
    if (!limit.find()) {
      return Optional.of(
          Check.notice(
              NAME,
              "networks of executors have no limit",
              "start by deploy/refspark, which sets it (REFSPARK_OFFHEAP)"));
    }
    return Optional.of(judge(JavaUtils.byteStringAsMb(limit.group(1)), overhead(conf)));
  }

  private static Check judge(long networks, long overhead) {
    var found =
        "networks up to %,d MB of %,d MB beside the heap (%s)"
            .formatted(networks, overhead, OVERHEAD);
    return networks <= overhead
        ? Check.good(NAME, found)
        : Check.bad(
            NAME,
            found,
            "set %s=%dm, or lower REFSPARK_OFFHEAP before the command"
                .formatted(OVERHEAD, networks + BESIDES_MEGABYTES));
  }

  private static long overhead(SparkConf conf) {
    if (conf.contains(OVERHEAD)) {
      return conf.getSizeAsMb(OVERHEAD);
    }
    long heap = conf.getSizeAsMb("spark.executor.memory", "1g");
    double share = conf.getDouble("spark.executor.memoryOverheadFactor", 0.1);
    return Math.max(LEAST_MEGABYTES, (long) (share * heap));
  }
}
