package org.refspark.jobs.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.refspark.jobs.command.CommandFailure;
import org.refspark.jobs.command.ExitCode;

class DeviceRuleTest {
  private static final Engine GPUS = new FakeEngine(true);
  private static final Engine CPUS = new FakeEngine(false);
  private static final DeviceRule DEMANDING = new DeviceRule(true, true, false, 1);
  private static final DeviceRule LENIENT = new DeviceRule(true, true, true, 1);
  private static final DeviceRule FREE = new DeviceRule(true, false, false, 1);
  private static final DeviceRule CPU_ONLY = new DeviceRule(false, false, false, 1);

  private static String refusal(DeviceRule rule, List<String> given, Engine engine) {
    var failure = assertThrows(CommandFailure.class, () -> rule.choose(given, engine));
    assertEquals(ExitCode.ENVIRONMENT, failure.exitCode());
    return failure.getMessage();
  }

  @Test
  void theDeviceIsTheOneThatSparkGave() {
    assertEquals("GPU 3", DEMANDING.choose(List.of("3"), GPUS).name());
    assertEquals("GPU 0", FREE.choose(List.of("0"), GPUS).name());
  }

  @Test
  void aTaskWithoutTheGpuItNeedsFailsUnlessTheCpuIsAllowed() {
    var message = refusal(DEMANDING, List.of(), CPUS);
    assertTrue(message.contains("Spark has given it none"), message);
    assertTrue(message.contains("spark.executor.resource.gpu.amount"), message);
    assertEquals(Device.CPU, LENIENT.choose(List.of(), CPUS));
    assertEquals(Device.CPU, FREE.choose(List.of(), CPUS));
  }

  @Test
  void anEngineThatCannotUseTheGpuFailsUnlessTheCpuIsAllowed() {
    assertEquals("no driver: install one", refusal(DEMANDING, List.of("0"), CPUS));
    assertEquals("no driver: install one", refusal(FREE, List.of("0"), CPUS));
    assertEquals(Device.CPU, LENIENT.choose(List.of("0"), CPUS));
  }

  @Test
  void noTaskTakesAGpuByHandWhereItsProcessHasSome() {
    for (var rule : List.of(DEMANDING, LENIENT, FREE, CPU_ONLY)) {
      var message = refusal(rule, List.of(), GPUS);
      assertTrue(message.contains("this process computes on GPUs"), message);
    }
    refusal(CPU_ONLY, List.of("0"), GPUS);
    assertEquals(Device.CPU, CPU_ONLY.choose(List.of("0"), CPUS));
  }

  @Test
  void anAddressThatIsNoNumberIsNamed() {
    var message = refusal(DEMANDING, List.of("GPU-8f2a"), GPUS);
    assertTrue(message.contains("\"GPU-8f2a\""), message);
    assertTrue(message.contains("deploy/gpus.sh"), message);
  }

  @Test
  void bindingIsForTheThreadAndDoesNothingOnTheCpu() throws InterruptedException {
    var helper =
        new Thread(
            () -> {
              Device.CPU.bind();
              assertNull(FakeEngine.bound());
              new Device(Optional.of(2), GPUS).bind();
              assertEquals(2, FakeEngine.bound());
            });
    var failures = new java.util.concurrent.atomic.AtomicReference<Throwable>();
    helper.setUncaughtExceptionHandler((thread, failure) -> failures.set(failure));
    helper.start();
    helper.join();
    assertNull(failures.get());
    assertNull(FakeEngine.bound());
  }

  @Test
  void aGpuInUseIsGivenToNoOtherTaskUnlessSharingWasAsked() {
    var inUse = new DevicesInUse();
    inUse.claim(0, 11, 1);
    inUse.claim(0, 11, 1);
    inUse.claim(1, 12, 1);
    var failure = assertThrows(CommandFailure.class, () -> inUse.claim(0, 13, 1));
    assertEquals(ExitCode.ENVIRONMENT, failure.exitCode());
    assertTrue(failure.getMessage().contains("GPU 0 to task 13"), failure.getMessage());
    assertTrue(failure.getMessage().contains("[11]"), failure.getMessage());
    inUse.release(0, 11);
    inUse.claim(0, 13, 1);

    inUse.claim(0, 14, 2);
    assertThrows(CommandFailure.class, () -> inUse.claim(0, 15, 2));
  }

  @Test
  void theEngineSaysWhyThereAreNoGpus() {
    // The build for CPUs has no such class; that for GPUs has it, and here no driver.
    var obstacle = Nd4jEngine.INSTANCE.obstacle().orElseThrow();
    boolean cuda =
        Nd4jEngine.class.getResource("/org/nd4j/linalg/jcublas/JCublasBackend.class") != null;
    assertTrue(
        obstacle
            .found()
            .contains(cuda ? "or no driver" : "this build has the engine for CPUs only"),
        obstacle.found());
    assertFalse(obstacle.remedy().isEmpty());
  }
}
