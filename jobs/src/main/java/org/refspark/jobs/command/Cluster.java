package org.refspark.jobs.command;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.network.util.JavaUtils;
import org.refspark.jobs.config.ComputeConfig;
import org.refspark.jobs.config.Secrets;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.watch.Watch;

/** The way to Spark. */
public final class Cluster {
  private static final String ARRAYS = "org.bytedeco.javacpp.maxbytes";
  private static final String WHOLE_PROCESS = "org.bytedeco.javacpp.maxphysicalbytes";
  private static final long BESIDE_MEGABYTES = 1024;
  private static final String EXECUTOR_OPTIONS = "spark.executor.extraJavaOptions";
  private static final String EXECUTOR_ENVIRONMENT = "spark.executorEnv.";

  private static final String S3A = "spark.hadoop.fs.s3a.";

  // What the launcher gives the driver: which native library, and the limits of its memory.
  private static final List<String> NATIVE_PROPERTIES =
      List.of("org.bytedeco.javacpp.platform.extension", ARRAYS, WHOLE_PROCESS);

  private static final List<String> NATIVE_ENVIRONMENT =
      List.of("OMP_NUM_THREADS", "OMP_WAIT_POLICY");

  /** Spark's property of the group that jobs belong to. */
  static final String GROUP = "spark.jobGroup.id";

  private Cluster() {}

  /**
   * Starts a context, or joins the one that a calling command has started: the caller closes what
   * it started, see {@link Session}.
   *
   * @param work the command, and what it works on: jobs are grouped under it in Spark's web pages
   */
  public static Session connect(Settings settings, String work) {
    return Session.open(conf(settings).setAppName("refspark " + work), work);
  }

  /** How to reach file systems without starting Spark; {@code spark.hadoop.*} counts. */
  public static Configuration hadoop(Settings settings) {
    return SparkHadoopUtil.get().newConfiguration(conf(settings));
  }

  /** The settings {@code spark.*} over what spark-submit gave; alone it is this machine. */
  static SparkConf conf(Settings settings) {
    var conf = new SparkConf();
    settings.spark().forEach(conf::set);
    conf.setIfMissing("spark.master", "local[*]");
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    // Tasks carry records, which Spark's Kryo cannot write; a cluster may have it as its default.
    conf.set("spark.serializer", "org.apache.spark.serializer.JavaSerializer");
    // What is no secret by Spark's own rule, such as the key of an encryption, is one by ours.
    conf.setIfMissing("spark.redaction.regex", Secrets.NAMES);
    // Trained weights are noise to a compressor, which costs more time than it saves.
    conf.setIfMissing("spark.shuffle.compress", "false");
    conf.setIfMissing("spark.broadcast.compress", "false");
    // A server that is not Amazon's has one region, which need not be asked for with each request.
    if (!conf.get(S3A + "endpoint", "amazonaws.com").contains("amazonaws.com")) {
      conf.setIfMissing(S3A + "endpoint.region", "us-east-1");
    }
    if (local(conf)) {
      conf.setIfMissing("spark.ui.enabled", "false");
    }
    Watch.settle(conf);
    giveExecutors(conf, System.getProperties(), System.getenv());
    chooseEngine(conf, settings.section("compute", ComputeConfig.class));
    return conf;
  }

  /**
   * Tells executors which engine to take where the build has one for GPUs too, and to number GPUs
   * in the order of the bus, as deploy/gpus.sh does. The CPU's comes first where no GPUs are asked
   * for: those that are there are not for the taking.
   */
  static void chooseEngine(SparkConf conf, ComputeConfig compute) {
    boolean gpus =
        conf.getInt("spark.executor.resource.gpu.amount", 0) > 0
            && compute.device() != ComputeConfig.Kind.CPU;
    conf.set(EXECUTOR_ENVIRONMENT + "BACKEND_PRIORITY_CPU", gpus ? "0" : "200");
    conf.setIfMissing(EXECUTOR_ENVIRONMENT + "CUDA_DEVICE_ORDER", "PCI_BUS_ID");
  }

  /** Executors get what the driver was started with, unless the user says otherwise. */
  static void giveExecutors(SparkConf conf, Properties driver, Map<String, String> environment) {
    var options = new StringBuilder(conf.get(EXECUTOR_OPTIONS, ""));
    for (var name : NATIVE_PROPERTIES) {
      var value = name.equals(WHOLE_PROCESS) ? ofExecutor(conf, driver) : driver.getProperty(name);
      if (value != null && options.indexOf("-D" + name + "=") < 0) {
        options.append(" -D").append(name).append('=').append(value);
      }
    }
    if (!options.isEmpty()) {
      conf.set(EXECUTOR_OPTIONS, options.toString().strip());
    }
    for (var name : NATIVE_ENVIRONMENT) {
      if (environment.containsKey(name)) {
        conf.setIfMissing(EXECUTOR_ENVIRONMENT + name, environment.get(name));
      }
    }
  }

  /** A process holds its heap, too, and an executor's is not the driver's; null without a limit. */
  private static String ofExecutor(SparkConf conf, Properties driver) {
    var arrays = driver.getProperty(ARRAYS);
    if (arrays == null || driver.getProperty(WHOLE_PROCESS) == null) {
      return null;
    }
    long heap = conf.getSizeAsMb("spark.executor.memory", "1g");
    return heap + JavaUtils.byteStringAsMb(arrays) + BESIDE_MEGABYTES + "m";
  }

  private static boolean local(SparkConf conf) {
    var master = conf.get("spark.master");
    return master.equals("local") || master.startsWith("local[");
  }

  /** A Spark context in use, nested or not: only the outermost user stops it. */
  public static final class Session implements AutoCloseable {
    private static JavaSparkContext running;

    private final JavaSparkContext context;
    private final boolean outermost;
    private final String groupBefore;

    private Session(JavaSparkContext context, boolean outermost, String work) {
      this.context = context;
      this.outermost = outermost;
      this.groupBefore = context.getLocalProperty(GROUP);
      context.setLocalProperty(GROUP, work);
    }

    private static synchronized Session open(SparkConf conf, String work) {
      boolean outermost = running == null || running.sc().isStopped();
      if (outermost) {
        running = new JavaSparkContext(conf);
      }
      return new Session(running, outermost, work);
    }

    /** The context. */
    public JavaSparkContext context() {
      return context;
    }

    @Override
    public void close() {
      context.setLocalProperty(GROUP, groupBefore);
      LogContext.clear(context);
      if (outermost) {
        CleanUp.run("stopping Spark", context::stop);
      }
    }
  }
}
