package org.refspark.jobs.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A standalone cluster on the loopback interface: a master, workers of a few cores each, on hosts
 * of their own by name, and the executors that these start, each a process of its own. Its Spark is
 * laid out of the build's jars and has none of RefSpark's.
 */
final class LoopbackCluster implements AutoCloseable {
  static final Path ROOT = Path.of(System.getProperty("project.root"));

  private static final Path DIST = ROOT.resolve("jobs/target/dist");
  private static final Duration START = Duration.ofSeconds(90);

  private final Path folder;
  private final Path home;
  private final Path classes;
  private final List<Logged> workers = new ArrayList<>();
  private Logged master;
  private String address;
  private int commands;

  private LoopbackCluster(Path folder) {
    this.folder = folder;
    this.home = folder.resolve("spark");
    this.classes = folder.resolve("classes");
  }

  /**
   * @param folder takes Spark, logs and the workers' files
   * @param cores of each worker
   * @param properties {@code spark.worker.*} and the like of the workers, one map for each
   */
  static LoopbackCluster start(Path folder, int cores, List<Map<String, String>> properties)
      throws IOException, InterruptedException {
    var cluster = new LoopbackCluster(folder);
    try {
      cluster.layOut();
      cluster.startMaster();
      for (var own : properties) {
        cluster.addWorker(cores, own);
      }
      cluster.master.await("Registering worker", properties.size(), START);
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  static LoopbackCluster start(Path folder, int workers) throws IOException, InterruptedException {
    return start(folder, 1, Stream.generate(Map::<String, String>of).limit(workers).toList());
  }

  private void layOut() throws IOException, InterruptedException {
    var script = ROOT.resolve("deploy/standalone/spark-home.sh").toString();
    // Test classes without the settings of tests' logs, which would hide our own.
    Files.createDirectory(classes);
    Files.createSymbolicLink(classes.resolve("org"), ROOT.resolve("jobs/target/test-classes/org"));
    try (var run = run("spark-home", Map.of(), List.of("bash", script, home.toString()))) {
      run.expect(0, START);
    }
  }

  private Logged run(String name, Map<String, String> environment, List<String> command)
      throws IOException {
    return Logged.start(name, folder.resolve(name + ".log"), environment, command);
  }

  private static Map<String, String> environment() {
    return Map.of(
        "SPARK_LOCAL_IP",
        "127.0.0.1",
        "SPARK_DAEMON_MEMORY",
        "512m",
        // These processes live for seconds: what compiles fast is the faster one.
        "JAVA_TOOL_OPTIONS",
        "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
  }

  private List<String> daemon(String type, String host, String... arguments) {
    var command = new ArrayList<>(List.of(home.resolve("bin/spark-class").toString(), type));
    command.addAll(List.of("--host", host, "--port", "0", "--webui-port", "0"));
    command.addAll(List.of(arguments));
    return command;
  }

  private void startMaster() throws IOException, InterruptedException {
    master =
        run("master", environment(), daemon("org.apache.spark.deploy.master.Master", "127.0.0.1"));
    address = master.await("Starting Spark master at (spark://\\S+)", 1, START).group(1);
  }

  /** One more worker, of one core. */
  void addWorker(Map<String, String> properties) throws IOException {
    addWorker(1, properties);
  }

  private void addWorker(int cores, Map<String, String> properties) throws IOException {
    var name = "worker-" + workers.size();
    var file = folder.resolve(name + ".properties");
    Files.write(
        file, properties.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList());
    workers.add(
        run(
            name,
            environment(),
            daemon(
                "org.apache.spark.deploy.worker.Worker",
                // Spark runs no duplicate of a task on the host that it is slow on.
                "127.0.0.%d".formatted(workers.size() + 1),
                "--cores",
                String.valueOf(cores),
                "--memory",
                "4g",
                "--work-dir",
                folder.resolve(name).toString(),
                "--properties-file",
                file.toString(),
                address)));
  }

  /** Ends a worker and its executors for good. */
  void killWorker(int number) throws InterruptedException {
    workers.get(number).close();
  }

  /** The executors that run now. */
  List<ProcessHandle> executors() {
    return workers.stream()
        .filter(Logged::isAlive)
        .flatMap(worker -> worker.handle().descendants())
        .filter(LoopbackCluster::isExecutor)
        .toList();
  }

  /** Of how many applications each worker has had executors so far. */
  List<Long> applications() throws IOException {
    var counts = new ArrayList<Long>();
    for (int worker = 0; worker < workers.size(); worker++) {
      try (var applications = Files.list(folder.resolve("worker-" + worker))) {
        counts.add(applications.count());
      }
    }
    return counts;
  }

  private static boolean isExecutor(ProcessHandle process) {
    return process
        .info()
        .commandLine()
        .filter(line -> line.contains("CoarseGrainedExecutorBackend"))
        .isPresent();
  }

  /** Begins a command as users give it, on this cluster. */
  Logged command(List<String> arguments) throws IOException {
    var command = new ArrayList<>(List.of("bash", DIST.resolve("bin/refspark").toString()));
    command.add(arguments.get(0));
    command.add("spark.master=" + address);
    command.addAll(
        List.of(
            "spark.driver.memory=1g",
            "spark.executor.memory=1g",
            // Nobody looks at pages.
            "spark.ui.enabled=false",
            // Test classes, for what is to go wrong.
            "spark.driver.extraClassPath=" + classes,
            "spark.executor.extraClassPath=" + classes));
    // Where a key is given twice, the last counts.
    command.addAll(arguments.subList(1, arguments.size()));
    var environment = new HashMap<>(environment());
    environment.put("SPARK_HOME", home.toString());
    environment.put("OMP_NUM_THREADS", "1");
    environment.put("REFSPARK_OFFHEAP", "1024");
    return run("%03d-%s".formatted(commands++, arguments.get(0)), environment, command);
  }

  /** Begins a program of the tests, with all classes of the build and of the tests. */
  Logged submit(Class<?> program, List<String> settings, String... arguments) throws IOException {
    var command = new ArrayList<>(List.of(home.resolve("bin/spark-submit").toString()));
    command.addAll(List.of("--master", address, "--class", program.getName()));
    command.addAll(List.of("--driver-memory", "512m", "--executor-memory", "512m"));
    var classes = ROOT.resolve("jobs/target/test-classes") + ":" + DIST.resolve("jars") + "/*";
    for (var side : List.of("driver", "executor")) {
      command.addAll(List.of("--conf", "spark.%s.extraClassPath=%s".formatted(side, classes)));
    }
    settings.forEach(setting -> command.addAll(List.of("--conf", setting)));
    try (var jars = Files.newDirectoryStream(DIST.resolve("jars"), "refspark-jobs-*.jar")) {
      command.add(jars.iterator().next().toString());
    }
    command.addAll(List.of(arguments));
    return run("%03d-%s".formatted(commands++, program.getSimpleName()), environment(), command);
  }

  @Override
  public void close() throws InterruptedException {
    for (var worker : workers) {
      worker.close();
    }
    if (master != null) {
      master.close();
    }
  }
}
