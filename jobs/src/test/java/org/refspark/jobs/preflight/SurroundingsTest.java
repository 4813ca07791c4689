package org.refspark.jobs.preflight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.refspark.jobs.preflight.Check.Verdict;

class SurroundingsTest {
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

  private static Check vital(String name, Surroundings found) throws IOException {
    return found.vital().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void moreNativeThreadsThanCoresAreNoticed() throws IOException {
    int cores = Runtime.getRuntime().availableProcessors();
    var one = Map.of("OMP_NUM_THREADS", "1");
    assertEquals(Verdict.GOOD, new Surroundings(properties(), one, cores).cores().verdict());
    var two = Map.of("OMP_NUM_THREADS", "2");
    var crowded = new Surroundings(properties(), two, cores).cores();
    assertEquals(Verdict.NOTICE, crowded.verdict());
    assertTrue(crowded.remedy().contains("OMP_NUM_THREADS=1"), crowded.remedy());
  }

  @Test
  void moreMemoryThanThereIsIsBad() throws IOException {
    var modest = new Surroundings(properties(), Map.of(), 1);
    assertEquals(Verdict.GOOD, vital("memory", modest).verdict());
    var greedy = new Surroundings(properties(OFF_HEAP, "900t"), Map.of(), 1);
    var found = vital("memory", greedy);
    assertEquals(Verdict.BAD, found.verdict());
    assertTrue(found.remedy().contains("spark.executor.memoryOverhead"), found.remedy());
  }

  @Test
  void memoryWithoutALimitIsNoticed() throws IOException {
    var properties = properties();
    properties.remove(OFF_HEAP);
    var found = vital("memory", new Surroundings(properties, Map.of(), 1));
    assertEquals(Verdict.NOTICE, found.verdict());
  }

  @Test
  void thePlainLibraryIsNoticedWhereTheCpuAllowsMore() throws IOException {
    var found = vital("native library", new Surroundings(properties(EXTENSION, ""), Map.of(), 1));
    assertEquals(Verdict.NOTICE, found.verdict());
    assertTrue(found.remedy().contains("-onednn-avx2"), found.remedy());
  }
}
