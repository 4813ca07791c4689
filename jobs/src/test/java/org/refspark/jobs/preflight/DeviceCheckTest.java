package org.refspark.jobs.preflight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.refspark.jobs.device.DeviceRule;
import org.refspark.jobs.device.FakeEngine;
import org.refspark.jobs.preflight.Check.Verdict;

class DeviceCheckTest {
  private static Check check(List<String> given, boolean mayUseGpu, boolean cpuFallback) {
    var rule = new DeviceRule(mayUseGpu, mayUseGpu && !given.isEmpty(), cpuFallback, 1);
    return new DeviceCheck(given, rule, new FakeEngine(false)).check();
  }

  @Test
  void gpusThatCannotBeUsedAreBadUnlessTheCpuIsAllowed() {
    var refused = check(List.of("0", "1"), true, false);
    assertEquals(Verdict.BAD, refused.verdict());
    assertTrue(refused.found().contains("Spark gave [0, 1]; no driver"), refused.found());
    assertEquals("install one", refused.remedy());

    var allowed = check(List.of("0"), true, true);
    assertEquals(Verdict.NOTICE, allowed.verdict());
    assertTrue(allowed.found().endsWith("networks run on the CPU"), allowed.found());
  }

  @Test
  void gpusThatNobodyUsesAreNoticed() {
    assertEquals(Verdict.NOTICE, check(List.of("0"), false, false).verdict());
    assertEquals(Verdict.GOOD, check(List.of(), true, false).verdict());
  }
}
