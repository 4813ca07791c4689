package org.refspark.jobs.preflight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.refspark.jobs.preflight.Check.Verdict;

class ExecutorSettingsTest {
  private static SparkConf conf(String master, String... more) {
    var conf = new SparkConf(false).set("spark.master", master);
    for (int i = 0; i < more.length; i += 2) {
      conf.set("spark." + more[i], more[i + 1]);
    }
    return conf;
  }

  private static Check container(String... more) {
    var conf = conf("yarn", more);
    conf.set(
        "spark.executor.extraJavaOptions", "-Da=b -Dorg.bytedeco.javacpp.maxbytes=6000m -Dc=d");
    return ContainerMemory.of(conf).orElseThrow();
  }

  @Test
  void containersThatCannotHoldTheNetworksAreFound() {
    // Spark's own overhead is a tenth of the heap, 384 MB at least.
    var found = container("executor.memory", "8g");
    assertEquals(Verdict.BAD, found.verdict());
    assertTrue(found.found().contains("6,000 MB of 819 MB"), found.found());
    assertTrue(found.remedy().contains("spark.executor.memoryOverhead=6512m"), found.remedy());
    assertTrue(container("executor.memory", "1g").found().contains("of 384 MB"));
    assertTrue(
        container("executor.memory", "10g", "executor.memoryOverheadFactor", "0.7")
            .found()
            .contains("of 7,168 MB"));

    assertEquals(Verdict.GOOD, container("executor.memoryOverhead", "6512m").verdict());
    assertEquals(Verdict.BAD, container("executor.memoryOverhead", "5g").verdict());
  }

  @Test
  void onlyYarnAndKubernetesHaveContainers() {
    assertEquals(Optional.empty(), ContainerMemory.of(conf("spark://host:7077")));
    assertEquals(
        Verdict.NOTICE, ContainerMemory.of(conf("k8s://https://host")).orElseThrow().verdict());
  }

  @ParameterizedTest
  @CsvSource({
    "yarn, spark.none, 0, 2",
    "yarn, spark.executor.instances, 7, 7",
    "k8s://https://host, spark.executor.instances, 3, 3",
    "spark://host:7077, spark.none, 0, 0",
    "spark://host:7077, spark.cores.max, 8, 0",
    "'local-cluster[3,1,1024]', spark.none, 0, 3",
  })
  void requestedExecutorsAreWhatTheSettingsSay(String master, String key, int value, int count) {
    var conf = new SparkConf(false).set("spark.master", master).set(key, String.valueOf(value));
    assertEquals(count, Arrival.requested(conf));
  }

  @Test
  void aStandaloneClusterDealsCores() {
    var conf = conf("spark://host:7077", "cores.max", "12", "executor.cores", "4");
    assertEquals(3, Arrival.requested(conf));
  }

  @Test
  void executorsThatComeByNeedAreAwaitedAsFarAsTheyAreWanted() {
    var conf = conf("yarn", "dynamicAllocation.enabled", "true");
    assertEquals(0, Arrival.requested(conf));
    conf.set("spark.dynamicAllocation.minExecutors", "4");
    assertEquals(4, Arrival.requested(conf));
  }

  @Test
  void aDiskThatRunsFullIsFound() {
    assertEquals(Verdict.BAD, DiskCheck.judge(0.4, Path.of("/d")).verdict());
    assertEquals(Verdict.NOTICE, DiskCheck.judge(4.9, Path.of("/d")).verdict());
    assertEquals(Verdict.GOOD, DiskCheck.judge(5.1, Path.of("/d")).verdict());
  }
}
