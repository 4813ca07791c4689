package org.refspark.jobs.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.refspark.jobs.command.CommandFailure;
import org.refspark.jobs.command.ExitCode;
import org.refspark.jobs.config.ComputeConfig;
import org.refspark.jobs.config.ComputeConfig.Kind;

class GpuStageTest {
  private static SparkConf conf(String... more) {
    var conf = new SparkConf(false).set("spark.master", "spark://host:7077");
    for (int i = 0; i < more.length; i += 2) {
      conf.set("spark." + more[i] + ".resource.gpu.amount", more[i + 1]);
    }
    return conf;
  }

  private static GpuStage stage(Kind device, boolean fallback, String... more) {
    return GpuStage.of(conf(more), false, new ComputeConfig(device, fallback));
  }

  @Test
  void whereExecutorsHaveGpusTrainingMustHaveThem() {
    assertEquals(
        new DeviceRule(true, true, false, 1), stage(Kind.AUTO, false, "executor", "2").rule());
    assertEquals(new DeviceRule(true, false, false, 1), stage(Kind.AUTO, false).rule());
    assertEquals(
        new DeviceRule(false, false, false, 1), stage(Kind.CPU, false, "executor", "2").rule());
  }

  @Test
  void demandedGpusThatNobodyHasAskedForAreMissedAtOnce() {
    var failure = assertThrows(CommandFailure.class, () -> stage(Kind.GPU, false));
    assertEquals(ExitCode.ENVIRONMENT, failure.exitCode());
    assertTrue(
        failure.getMessage().contains("spark.executor.resource.gpu.amount=1"),
        failure.getMessage());
    assertEquals(new DeviceRule(true, false, true, 1), stage(Kind.GPU, true).rule());

    var demanded = new ComputeConfig(Kind.GPU, false);
    var local =
        assertThrows(
            CommandFailure.class, () -> GpuStage.of(conf("executor", "1"), true, demanded));
    assertTrue(local.getMessage().contains("local master"), local.getMessage());
  }

  @Test
  void sharingIsFollowedAndSaid() {
    var shared = stage(Kind.AUTO, false, "executor", "1", "task", "0.25");
    assertEquals(4, shared.rule().tasksPerGpu());
    assertTrue(shared.notice().orElseThrow().contains("Up to 4 tasks"));
    assertEquals(Optional.empty(), stage(Kind.AUTO, false, "executor", "1", "task", "1").notice());
    assertThrows(CommandFailure.class, () -> stage(Kind.AUTO, false, "executor", "2", "task", "2"));
  }

  @Test
  void asManyTasksRunAtOnceAsThereAreGpus() {
    assertEquals(4, stage(Kind.AUTO, false, "executor", "2").tasksAtOnce(2, 16));
    assertEquals(3, stage(Kind.AUTO, false, "executor", "2").tasksAtOnce(2, 3));
    assertEquals(8, stage(Kind.AUTO, false, "executor", "2", "task", "0.5").tasksAtOnce(2, 16));
    assertEquals(16, stage(Kind.AUTO, false).tasksAtOnce(2, 16));
  }
}
