package org.refspark.jobs.device;

import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;
import org.refspark.jobs.config.ComputeConfig;
import org.refspark.jobs.config.ComputeConfig.Kind;

/**
 * Stages whose tasks compute on GPUs, where the application has some. Each such task asks Spark for
 * one by a resource profile of its stage, so that all other stages need none; unless the user asks
 * for all tasks ({@code spark.task.resource.gpu.amount}).
 */
public final class GpuStage {
  private static final String EXECUTOR_GPUS = "spark.executor.resource.gpu.amount";
  private static final String TASK_GPUS = "spark.task.resource.gpu.amount";

  private final DeviceRule rule;
  private final Optional<ResourceProfile> profile;
  private final int gpusPerExecutor;

  private GpuStage(DeviceRule rule, Optional<ResourceProfile> profile, int gpusPerExecutor) {
    this.rule = rule;
    this.profile = profile;
    this.gpusPerExecutor = gpusPerExecutor;
  }

  /**
   * As configured.
   *
   * @throws org.refspark.jobs.command.CommandFailure where GPUs are demanded that the application
   *     has not asked Spark for
   */
  public static GpuStage of(JavaSparkContext spark, ComputeConfig compute) {
    return of(spark.getConf(), spark.isLocal(), compute);
  }

  static GpuStage of(SparkConf conf, boolean local, ComputeConfig compute) {
    if (compute.device() == Kind.GPU && !compute.cpuFallback() && gpus(conf, local) == 0) {
      throw noGpus(local).failure();
    }
    return whereAsked(conf, local, compute);
  }

  /**
   * Of work that needs no GPUs, and takes part where the application has asked for some: its
   * executors compute on them then.
   */
  public static GpuStage whereAsked(JavaSparkContext spark, ComputeConfig compute) {
    return whereAsked(spark.getConf(), spark.isLocal(), compute);
  }

  private static GpuStage whereAsked(SparkConf conf, boolean local, ComputeConfig compute) {
    int gpus = gpus(conf, local);
    if (compute.device() == Kind.CPU || gpus == 0) {
      return new GpuStage(rule(conf, compute, false), Optional.empty(), 0);
    }
    boolean allTasks = conf.contains(TASK_GPUS);
    return new GpuStage(
        rule(conf, compute, true), allTasks ? Optional.empty() : Optional.of(oneEach()), gpus);
  }

  private static int gpus(SparkConf conf, boolean local) {
    return local ? 0 : conf.getInt(EXECUTOR_GPUS, 0);
  }

  private static DeviceRule rule(SparkConf conf, ComputeConfig compute, boolean mustUseGpu) {
    double ofTask = conf.getDouble(TASK_GPUS, 1);
    if (ofTask > 1) {
      throw new Obstacle(
              "%s is %s, but a network computes on one GPU".formatted(TASK_GPUS, ofTask),
              "set it to 1, or leave it out")
          .failure();
    }
    return new DeviceRule(
        compute.device() != Kind.CPU,
        mustUseGpu,
        compute.cpuFallback(),
        ofTask > 0 ? (int) (1 / ofTask) : 1);
  }

  private static Obstacle noGpus(boolean local) {
    return local
        ? new Obstacle(
            "compute.device is gpu, but a local master has no GPUs to give",
            "use a cluster, if only of this machine (deploy/README.md, GPUs), or set"
                + " compute.device=cpu")
        : new Obstacle(
            "compute.device is gpu, but no executor is asked to have one",
            "set %s=1 and what finds the GPUs, deploy/gpus.sh; or allow compute.cpu-fallback=true"
                .formatted(EXECUTOR_GPUS));
  }

  /** Demands nothing of executors, which works without dynamic allocation too. */
  private static ResourceProfile oneEach() {
    return new ResourceProfileBuilder()
        .require(new TaskResourceRequests().resource(DeviceRule.GPU, 1))
        .build();
  }

  /** What the user should know. */
  public Optional<String> notice() {
    return rule.tasksPerGpu() > 1 && gpusPerExecutor > 0
        ? Optional.of(
            "Up to %d tasks share each GPU, since %s is less than 1"
                .formatted(rule.tasksPerGpu(), TASK_GPUS))
        : Optional.empty();
  }

  /** The tasks that compute the elements of {@code rdd} get GPUs. */
  public <T> JavaRDD<T> on(JavaRDD<T> rdd) {
    return profile.map(rdd::withResources).orElse(rdd);
  }

  /** What these tasks make of their GPUs. */
  public DeviceRule rule() {
    return rule;
  }

  /**
   * Tasks that run at the same time.
   *
   * @param executors of the application
   * @param onCores how many these could run without GPUs
   */
  public int tasksAtOnce(int executors, int onCores) {
    return gpusPerExecutor == 0
        ? onCores
        : Math.max(1, Math.min(onCores, executors * gpusPerExecutor * rule.tasksPerGpu()));
  }
}
