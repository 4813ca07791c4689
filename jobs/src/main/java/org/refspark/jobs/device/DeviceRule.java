package org.refspark.jobs.device;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a task makes of the GPUs that Spark gives it.
 *
 * @param mayUseGpu whether it computes on one where it has one
 * @param mustUseGpu whether it fails without one
 * @param cpuFallback whether it computes on the CPU instead of failing
 * @param tasksPerGpu that the user has asked Spark to run on a GPU at the same time
 */
public record DeviceRule(
    boolean mayUseGpu, boolean mustUseGpu, boolean cpuFallback, int tasksPerGpu)
    implements Serializable {
  /** Spark's name for the resource. */
  static final String GPU = "gpu";

  private static final Logger LOG = LoggerFactory.getLogger(DeviceRule.class);
  private static final DevicesInUse IN_USE = new DevicesInUse();

  /**
   * The device of the calling thread's task, to which the thread is bound. It is the task's until
   * the task ends.
   *
   * @throws org.refspark.jobs.command.CommandFailure where it has none that it may use, or where
   *     other tasks of this process still compute on it
   */
  public Device claim(Engine engine) {
    var task = TaskContext.get();
    var device = choose(given(task), engine);
    device.gpu().ifPresent(gpu -> claim(gpu, task));
    device.bind();
    return device;
  }

  /** Addresses of the GPUs that Spark has given the task. */
  public static List<String> given(TaskContext task) {
    var gpus = task.resourcesJMap().get(GPU);
    return gpus == null ? List.of() : List.of(gpus.addresses());
  }

  private void claim(int gpu, TaskContext task) {
    IN_USE.claim(gpu, task.taskAttemptId(), tasksPerGpu);
    TaskCompletionListener release = ended -> IN_USE.release(gpu, ended.taskAttemptId());
    task.addTaskCompletionListener(release);
  }

  /**
   * @param given addresses of GPUs
   */
  Device choose(List<String> given, Engine engine) {
    var obstacle = obstacle(given, engine);
    if (obstacle.isPresent() && !isSurmountable(engine)) {
      throw obstacle.get().failure();
    }
    obstacle.ifPresent(o -> LOG.warn("A task computes on the CPU instead of a GPU: {}", o.found()));
    return obstacle.isEmpty() && !given.isEmpty() && mayUseGpu
        ? new Device(Optional.of(Integer.valueOf(given.get(0))), engine)
        : Device.CPU;
  }

  /** Whether a task with an obstacle computes on the CPU. */
  public boolean isSurmountable(Engine engine) {
    return cpuFallback && !engine.usesGpus();
  }

  /** Why a task with these GPUs cannot compute on what it should. */
  public Optional<Obstacle> obstacle(List<String> given, Engine engine) {
    if (engine.usesGpus() && (given.isEmpty() || !mayUseGpu)) {
      return Optional.of(
          new Obstacle(
              "this process computes on GPUs, and this task has none to compute on",
              "set spark.executor.resource.gpu.amount only where networks are to compute on GPUs,"
                  + " and compute.device=auto; or set spark.task.resource.gpu.amount=1"));
    }
    if (given.isEmpty() || !mayUseGpu) {
      return mustUseGpu
          ? Optional.of(
              new Obstacle(
                  "a task has to compute on a GPU, and Spark has given it none",
                  "set spark.executor.resource.gpu.amount and what finds the GPUs, deploy/gpus.sh,"
                      + " or allow compute.cpu-fallback=true"))
          : Optional.empty();
    }
    if (!given.get(0).matches("[0-9]{1,4}")) {
      return Optional.of(
          new Obstacle(
              "Spark gave the GPU \"%s\", expected a number such as 0".formatted(given.get(0)),
              "let Spark find GPUs by deploy/gpus.sh"));
    }
    return engine.obstacle();
  }
}
