package org.refspark.jobs.preflight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.refspark.jobs.preflight.Check.Verdict;

class MachineTest {
  private static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";
  private static final String OFF_HEAP = "org.bytedeco.javacpp.maxbytes";

  private static Map<String, String> properties(String... more) {
    var properties = new HashMap<String, String>();
    properties.put("java.io.tmpdir", System.getProperty("java.io.tmpdir"));
    properties.put(EXTENSION, System.getProperty(EXTENSION));
    properties.put(OFF_HEAP, "256m");
    for (int i = 0; i < more.length; i += 2) {
      properties.put(more[i], more[i + 1]);
    }
    return properties;
  }

  private static Check check(String name, Machine machine) throws IOException {
    return machine.checks().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void moreNativeThreadsThanCoresAreNoticed() throws IOException {
    int cores = Runtime.getRuntime().availableProcessors();
    var one = Map.of("OMP_NUM_THREADS", "1");
    assertEquals(
        Verdict.GOOD, check("cores", new Machine(properties(), one, cores, List.of())).verdict());
    var two = Map.of("OMP_NUM_THREADS", "2");
    var crowded = check("cores", new Machine(properties(), two, cores, List.of()));
    assertEquals(Verdict.NOTICE, crowded.verdict());
    assertTrue(crowded.remedy().contains("OMP_NUM_THREADS=1"), crowded.remedy());
  }

  @Test
  void moreMemoryThanThereIsIsBad() throws IOException {
    var modest = new Machine(properties(), Map.of(), 1, List.of());
    assertEquals(Verdict.GOOD, check("memory", modest).verdict());
    var greedy = new Machine(properties(OFF_HEAP, "900t"), Map.of(), 1, List.of());
    var found = check("memory", greedy);
    assertEquals(Verdict.BAD, found.verdict());
    assertTrue(found.remedy().contains("spark.executor.memoryOverhead"), found.remedy());
  }

  @Test
  void memoryWithoutALimitIsNoticed() throws IOException {
    var properties = properties();
    properties.remove(OFF_HEAP);
    var found = check("memory", new Machine(properties, Map.of(), 1, List.of()));
    assertEquals(Verdict.NOTICE, found.verdict());
  }

  @Test
  void thePlainLibraryIsNoticedWhereTheCpuAllowsMore() throws IOException {
    var found =
        check("native library", new Machine(properties(EXTENSION, ""), Map.of(), 1, List.of()));
    assertEquals(Verdict.NOTICE, found.verdict());
    assertTrue(found.remedy().contains("-onednn-avx2"), found.remedy());
  }

  @Test
  void deviceOfATaskWhoseNetworkRunsOnTheCpuIsNoticed() throws IOException {
    var found = check("GPUs", new Machine(properties(), Map.of(), 1, List.of("0", "1")));
    assertEquals(Verdict.NOTICE, found.verdict());
    assertTrue(found.found().contains("[0, 1]"), found.found());
    assertEquals(
        Verdict.GOOD, check("GPUs", new Machine(properties(), Map.of(), 1, List.of())).verdict());
  }
}
