package org.refspark.jobs.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.properties.PropertiesConfigurationFactory;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkSubmit;
import org.apache.spark.deploy.SparkSubmitArguments;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Option;
import scala.collection.JavaConverters;

/**
 * What the launcher hands to {@code spark-submit}, and what Spark's own preparation makes of it, up
 * to where it would call YARN or Kubernetes.
 */
class SubmissionTest {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final String TESTING = "spark.testing";
  private static final List<String> JARS =
      List.of(
          "refspark-jobs-1.jar",
          "refspark-lib-data-1.jar",
          "refspark-lib-model-1.jar",
          "nd4j-api-1.0.0-M2.1.jar",
          "nd4j-native-1.0.0-M2.1.jar",
          "nd4j-native-1.0.0-M2.1-linux-x86_64.jar",
          "nd4j-native-1.0.0-M2.1-linux-x86_64-onednn-avx2.jar",
          "nd4j-native-1.0.0-M2.1-linux-x86_64-onednn-avx512.jar",
          "nd4j-native-preset-1.0.0-M2.1-linux-x86_64.jar",
          "javacpp-1.5.7.jar",
          "javacpp-1.5.7-linux-x86_64.jar",
          "netty-transport-native-epoll-4.1.96.Final-linux-x86_64.jar",
          "config-1.4.2.jar",
          "spark-core_2.12-3.5.9.jar");

  /** What remains of a submission. */
  private record Prepared(
      List<String> arguments, List<String> classPath, SparkConf conf, String mainClass) {}

  @TempDir Path folder;

  private String task = "train";

  @BeforeEach
  void layOut() throws IOException {
    // Else Spark asks for the classes of YARN, and for Hadoop's files.
    System.setProperty(TESTING, "true");
    touch("refspark/refspark-1.jar");
    for (var name : JARS) {
      touch("refspark/jars/" + name);
    }
    Files.createDirectories(folder.resolve("refspark/conf"));
    Files.writeString(
        folder.resolve("refspark/conf/java-opens"),
        "--add-opens=java.base/java.lang=ALL-UNNAMED\n");
    Files.copy(
        ROOT.resolve("jobs/src/main/resources/secret-names"),
        folder.resolve("refspark/conf/secret-names"));
    Files.createDirectories(folder.resolve("refspark/bin"));
    Files.copy(ROOT.resolve("deploy/refspark"), folder.resolve("refspark/bin/refspark"));
    touch("spark/jars/spark-core_2.12-3.5.9.jar");
    Files.createDirectories(folder.resolve("spark/bin"));
    submitBy("printf '%s\\n' \"$@\" >\"$SUBMITTED\"");
  }

  /** What stands for Spark's own script. */
  private void submitBy(String script) throws IOException {
    script("spark/bin/spark-submit", script);
  }

  private void script(String path, String script) throws IOException {
    var file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/usr/bin/env bash\n" + script + "\n");
    assertTrue(file.toFile().setExecutable(true));
  }

  @AfterEach
  void forget() {
    System.clearProperty(TESTING);
  }

  private void touch(String path) throws IOException {
    Files.createDirectories(folder.resolve(path).getParent());
    Files.createFile(folder.resolve(path));
  }

  @Test
  void yarnInClientModeGetsOneJarAndNativeLibrariesAndContainersThatHoldTheNetworks()
      throws Exception {
    var prepared = prepare("spark.master=yarn", "spark.executor.memory=3g");
    assertEquals("org.refspark.jobs.Main", prepared.mainClass);
    assertEquals("train", prepared.arguments.get(0));
    assertEquals("yarn", prepared.conf.get("spark.master"));
    assertEquals("client", prepared.conf.get("spark.submit.deployMode"));
    assertNative(prepared.conf.get("spark.yarn.dist.jars"));
    assertEquals("3g", prepared.conf.get("spark.executor.memory"));
    assertEquals("4608m", prepared.conf.get("spark.executor.memoryOverhead"));
    assertFalse(prepared.conf.contains("spark.driver.memoryOverhead"), "the driver is here");
    assertTrue(prepared.conf.get("spark.driver.extraJavaOptions").contains("maxbytes=4096m"));
    assertTrue(
        prepared.conf.get("spark.driver.extraJavaOptions").contains("log4j2.configurationFile"));
    assertEquals(List.of("refspark-1.jar"), applicationJar(prepared.classPath));
  }

  @Test
  void yarnInClusterModeGetsAllThatTheDriverNeeds() throws Exception {
    var prepared =
        prepare(
            "spark.master=yarn",
            "spark.submit.deployMode=cluster",
            "spark.task.cpus=3",
            "spark.executor.memoryOverhead=9g");
    assertEquals("org.apache.spark.deploy.yarn.YarnClusterApplication", prepared.mainClass);
    var arguments = String.join(" ", prepared.arguments);
    assertTrue(arguments.contains("/refspark/refspark-1.jar"), arguments);
    assertTrue(arguments.contains("--class org.refspark.jobs.Main --arg train"), arguments);
    assertFalse(arguments.contains("spark.master"), "the driver knows where it runs");
    assertFalse(arguments.contains("deployMode"), "the driver knows where it runs");
    assertEquals("9g", prepared.conf.get("spark.executor.memoryOverhead"));
    assertEquals("4608m", prepared.conf.get("spark.driver.memoryOverhead"));
    assertEquals("4096m", prepared.conf.get("spark.driver.memory"));
    assertEquals("3", prepared.conf.get("spark.yarn.appMasterEnv.OMP_NUM_THREADS"));
    assertEquals("200", prepared.conf.get("spark.yarn.appMasterEnv.BACKEND_PRIORITY_CPU"));
    assertFalse(
        prepared.conf.get("spark.driver.extraJavaOptions").contains("log4j2.configurationFile"),
        "there is no such file on the driver's machine");
    assertNative(prepared.conf.get("spark.yarn.dist.jars"));
  }

  @Test
  void kubernetesInClusterModeTakesTheJarsOfTheImage() throws Exception {
    var prepared =
        prepare("spark.master=k8s://https://10.0.0.1:6443", "spark.submit.deployMode=cluster");
    assertEquals(
        "org.apache.spark.deploy.k8s.submit.KubernetesClientApplication", prepared.mainClass);
    var arguments = String.join(" ", prepared.arguments);
    assertTrue(
        arguments.contains("--primary-java-resource local:///opt/refspark/jars/refspark-1.jar"),
        arguments);
    assertTrue(arguments.contains("--main-class org.refspark.jobs.Main --arg train"), arguments);
    for (var jar : prepared.conf.get("spark.jars").split(",")) {
      assertTrue(jar.startsWith("local:///opt/refspark/jars/"), jar);
    }
    assertEquals("4608m", prepared.conf.get("spark.executor.memoryOverhead"));
    assertEquals("1", prepared.conf.get("spark.kubernetes.driverEnv.OMP_NUM_THREADS"));
  }

  @Test
  void defaultsOfTheSparkInUseCount() throws Exception {
    defaults("yarn");
    var submitted = submitted("spark.executor.memory=3g");
    assertEquals("yarn", submitted.get(submitted.indexOf("--master") + 1));
    assertEquals("cluster", submitted.get(submitted.indexOf("--deploy-mode") + 1));
    assertTrue(submitted.contains("spark.yarn.appMasterEnv.OMP_NUM_THREADS=4"), "a task's cores");
    assertFalse(String.join(" ", submitted).contains("memoryOverhead"), "Spark reads it itself");
  }

  @Test
  void aNetworkOnAClusterHasAsManyThreadsAsItsTaskHasCores() throws Exception {
    submitBy("echo \"$OMP_NUM_THREADS\" >\"$SUBMITTED\"");
    assertEquals(List.of("1"), submitted("spark.master=spark://h:7077"));
    defaults("standalone");
    assertEquals(List.of("4"), submitted());
    assertEquals(List.of("2"), submitted("spark.task.cpus=2"));
  }

  @Test
  void trialsOfASweepShareTheCoresOfOneMachine() throws Exception {
    submitBy("echo \"$OMP_NUM_THREADS\" >\"$SUBMITTED\"");
    script("bin/nproc", "echo 8");
    assertEquals(List.of("8"), submitted("spark.master=local[*]"));
    task = "sweep";
    assertEquals(List.of("4"), submitted("spark.master=local[*]"));
    assertEquals(List.of("2"), submitted("spark.master=local[*]", "sweep.parallel=4"));
    assertEquals(List.of("1"), submitted("spark.master=local[*]", "sweep.parallel=20"));
    var one = ROOT.resolve("conf/sweep/grm-k.conf").toString();
    assertEquals(List.of("8"), submitted("spark.master=local[*]", "--conf", one));
    assertEquals(
        List.of("2"), submitted("spark.master=local[*]", "--conf", one, "sweep.parallel=4"));
    assertEquals(List.of("8"), submitted("spark.master=local[*]", "sweep.parallel=a[$(exit)]"));
    assertEquals(List.of("1"), submitted("spark.master=spark://h:7077"));
  }

  /** Of the Spark in use. */
  private void defaults(String environment) throws IOException {
    Files.createDirectories(folder.resolve("spark/conf"));
    Files.copy(
        ROOT.resolve("deploy/spark-defaults/" + environment + ".conf"),
        folder.resolve("spark/conf/spark-defaults.conf"));
  }

  @Test
  void aSettingsFileThatIsNotThereIsRefusedBeforeTheClusterIsAsked() throws Exception {
    var launched =
        launch("--conf", "mine.conf", "spark.master=yarn", "spark.submit.deployMode=cluster");
    assertEquals(4, launched.exitValue());
    var said = said(launched);
    assertTrue(said.contains("--conf mine.conf: there is no such file"), said);
  }

  @Test
  void theUsersOptionsOfTheDriverGoBesideOurs() throws Exception {
    var prepared = prepare("spark.master=yarn", "spark.driver.extraJavaOptions=-Da=1 -Db=2");
    var options = prepared.conf.get("spark.driver.extraJavaOptions");
    assertTrue(options.contains("-Da=1 -Db=2"), options);
    assertTrue(options.contains("maxbytes=4096m"), options);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.hadoop.fs.s3a.secret.key",
        "spark.hadoop.fs.azure.sas.container.account",
        "spark.hadoop.fs.azure.Account.Key.a.dfs.core.windows.net",
        "spark.ssl.keyPassword"
      })
  void aSecretIsNotPutOnTheCommandLineOfADriverOnTheCluster(String key) throws Exception {
    var launched = launch(key + "=abc", "spark.master=yarn", "spark.submit.deployMode=cluster");
    assertEquals(4, launched.exitValue());
    var said = said(launched);
    assertTrue(said.contains(key + " would be readable"), said);
    assertFalse(said.contains("abc"), said);
  }

  @Test
  void anOptionThatHoldsASecretIsNotPutThereEither() throws Exception {
    var key = "spark.executor.extraJavaOptions";
    var launched =
        launch(
            key + "=-Da=1 -Dfs.s3a.secret.key=abc",
            "spark.master=yarn",
            "spark.submit.deployMode=cluster");
    assertEquals(4, launched.exitValue());
    var said = said(launched);
    assertTrue(said.contains(key + " would be readable"), said);
    assertFalse(said.contains("abc"), said);
  }

  @Test
  void secretsOfKubernetesMayBeNamedThere() throws Exception {
    var key = "spark.kubernetes.driver.secretKeyRef.AWS_SECRET_ACCESS_KEY";
    var prepared =
        prepare(
            key + "=refspark-s3:secret-access-key",
            "spark.kubernetes.executor.secrets.refspark-s3=/etc/s3",
            "spark.master=k8s://https://10.0.0.1:6443",
            "spark.submit.deployMode=cluster");
    assertEquals("refspark-s3:secret-access-key", prepared.conf.get(key));
    assertEquals("/etc/s3", prepared.conf.get("spark.kubernetes.executor.secrets.refspark-s3"));
  }

  @ParameterizedTest
  @CsvSource({"FINISHED, 0, 0", "FAILED, 0, 1", "KILLED, 0, 1", "FAILED, 1, 1", ", 0, 0", ", 1, 4"})
  void aDriverOfAStandaloneClusterThatEndedBadlyIsNoSuccess(
      String state, int exitCode, int expected) throws Exception {
    var told = state == null ? "" : "INFO State of driver driver-1 is " + state + ", exiting";
    submitBy("echo '%s'; exit %d".formatted(told, exitCode));
    var launched = launch("spark.master=spark://h:7077", "spark.submit.deployMode=cluster");
    assertEquals(expected, launched.exitValue(), said(launched));
  }

  /** Where Spark's own settings of logs let warnings through only, it would tell nothing. */
  @Test
  void sparkTellsTheLauncherHowADriverEndedWhateverItsOwnLogSays() throws Exception {
    submitBy("printf '%s' \"$SPARK_SUBMIT_OPTS\" >\"$SUBMITTED\"");
    var name = "submit-log4j2.properties";
    var file = folder.resolve("refspark/conf/" + name);
    Files.copy(ROOT.resolve("jobs/src/main/dist/conf/" + name), file);
    var launched = launch("spark.master=spark://h:7077", "spark.submit.deployMode=cluster");
    assertEquals(0, launched.exitValue(), said(launched));
    var options = Files.readString(folder.resolve("submitted"));
    assertTrue(options.endsWith("\"-Dlog4j2.configurationFile=" + file + "\""), options);
    var logs =
        new PropertiesConfigurationFactory()
            .getConfiguration(
                new LoggerContext("submission"), ConfigurationSource.fromUri(file.toUri()));
    logs.initialize();
    assertEquals(
        Level.INFO, logs.getLoggerConfig("org.apache.spark.deploy.ClientEndpoint").getLevel());
    assertEquals(Level.WARN, logs.getLoggerConfig("org.apache.hadoop").getLevel());
  }

  private static String said(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), UTF_8);
  }

  /** Those of this platform, for this CPU and others of its kind, but not the one for any. */
  private static void assertNative(String paths) {
    assertEquals(
        List.of(
            "javacpp-1.5.7-linux-x86_64.jar",
            "nd4j-native-1.0.0-M2.1-linux-x86_64-onednn-avx2.jar",
            "nd4j-native-1.0.0-M2.1-linux-x86_64-onednn-avx512.jar",
            "nd4j-native-preset-1.0.0-M2.1-linux-x86_64.jar"),
        names(paths).stream().sorted().toList());
  }

  private static List<String> applicationJar(List<String> classPath) {
    return classPath.stream()
        .map(path -> path.substring(path.lastIndexOf('/') + 1))
        .filter(name -> name.startsWith("refspark"))
        .distinct()
        .toList();
  }

  private static List<String> names(String paths) {
    return Arrays.stream(paths.split(","))
        .map(path -> path.substring(path.lastIndexOf('/') + 1))
        .toList();
  }

  private Process launch(String... more) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("bash", at("refspark/bin/refspark"), task));
    command.addAll(List.of("data.train=hdfs://h/shards", "run=hdfs://h/run"));
    command.addAll(List.of(more));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().merge("PATH", at("bin"), (path, ours) -> ours + ":" + path);
    builder.environment().put("SPARK_HOME", at("spark"));
    builder.environment().put("SUBMITTED", at("submitted"));
    builder.environment().remove("OMP_NUM_THREADS");
    builder.environment().remove("REFSPARK_OFFHEAP");
    var process = builder.start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the launcher ends");
    return process;
  }

  private List<String> submitted(String... more) throws IOException, InterruptedException {
    var launched = launch(more);
    assertEquals(
        0, launched.exitValue(), () -> launched.inputReader(UTF_8).lines().toList().toString());
    return Files.readAllLines(folder.resolve("submitted"));
  }

  private Prepared prepare(String... more) throws IOException, InterruptedException {
    var arguments =
        new SparkSubmitArguments(
            JavaConverters.asScalaBuffer(submitted(more)),
            scala.collection.immutable.Map$.MODULE$.<String, String>empty());
    var prepared = new SparkSubmit().prepareSubmitEnvironment(arguments, Option.empty());
    return new Prepared(
        JavaConverters.seqAsJavaList(prepared._1()),
        JavaConverters.seqAsJavaList(prepared._2()),
        prepared._3(),
        prepared._4());
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }
}
