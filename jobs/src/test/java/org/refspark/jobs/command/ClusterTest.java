package org.refspark.jobs.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Map;
import java.util.Properties;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.refspark.jobs.config.ComputeConfig;

class ClusterTest {
  @Test
  void executorsGetTheDriversNativeLibraryItsLimitsAndItsThreads() {
    var driver = new Properties();
    driver.setProperty("org.bytedeco.javacpp.platform.extension", "-onednn-avx2");
    driver.setProperty("org.bytedeco.javacpp.maxbytes", "900m");
    var conf =
        new SparkConf(false)
            .set("spark.executor.extraJavaOptions", "-Dorg.bytedeco.javacpp.maxbytes=4g")
            .set("spark.executorEnv.OMP_NUM_THREADS", "3");

    Cluster.giveExecutors(
        conf, driver, Map.of("OMP_NUM_THREADS", "8", "OMP_WAIT_POLICY", "passive", "HOME", "/h"));

    assertEquals(
        "-Dorg.bytedeco.javacpp.maxbytes=4g -Dorg.bytedeco.javacpp.platform.extension=-onednn-avx2",
        conf.get("spark.executor.extraJavaOptions"));
    assertEquals("3", conf.get("spark.executorEnv.OMP_NUM_THREADS"));
    assertEquals("passive", conf.get("spark.executorEnv.OMP_WAIT_POLICY"));
    assertFalse(conf.contains("spark.executorEnv.HOME"));
  }

  @Test
  void anExecutorsLimitHoldsItsOwnHeapAndNotTheDrivers() {
    var driver = new Properties();
    driver.setProperty("org.bytedeco.javacpp.maxbytes", "4096m");
    driver.setProperty("org.bytedeco.javacpp.maxphysicalbytes", "9216m");
    var conf = new SparkConf(false).set("spark.executor.memory", "12g");

    Cluster.giveExecutors(conf, driver, Map.of());

    assertEquals(
        "-Dorg.bytedeco.javacpp.maxbytes=4096m -Dorg.bytedeco.javacpp.maxphysicalbytes="
            + (12 * 1024 + 4096 + 1024)
            + "m",
        conf.get("spark.executor.extraJavaOptions"));
  }

  @Test
  void whereNothingIsSetExecutorsAreLeftAlone() {
    var conf = new SparkConf(false);
    Cluster.giveExecutors(conf, new Properties(), Map.of());
    assertEquals(0, conf.getAll().length);
  }

  @Test
  void executorsTakeTheEngineForGpusOnlyWhereGpusAreAskedFor() {
    var auto = new ComputeConfig(ComputeConfig.Kind.AUTO, false);
    var conf = new SparkConf(false);
    Cluster.chooseEngine(conf, auto);
    assertEquals("200", conf.get("spark.executorEnv.BACKEND_PRIORITY_CPU"));
    conf.set("spark.executor.resource.gpu.amount", "1");
    Cluster.chooseEngine(conf, auto);
    assertEquals("0", conf.get("spark.executorEnv.BACKEND_PRIORITY_CPU"));
    assertEquals("PCI_BUS_ID", conf.get("spark.executorEnv.CUDA_DEVICE_ORDER"));
    Cluster.chooseEngine(conf, new ComputeConfig(ComputeConfig.Kind.CPU, false));
    assertEquals("200", conf.get("spark.executorEnv.BACKEND_PRIORITY_CPU"));
  }
}
