package org.refspark.jobs.command;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.refspark.jobs.config.Settings;

/** The way to Spark. */
public final class Cluster {
  private static final String EXECUTOR_OPTIONS = "spark.executor.extraJavaOptions";
  private static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";

  private Cluster() {}

  /**
   * Starts a context, or joins the one that a calling command has started: the caller closes what
   * it started, see {@link Session}.
   *
   * @param name shown in Spark's web pages
   */
  public static Session connect(Settings settings, String name) {
    return Session.open(conf(settings).setAppName(name));
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
    if (local(conf)) {
      conf.setIfMissing("spark.ui.enabled", "false");
    }
    var extension = System.getProperty(EXTENSION);
    var options = conf.get(EXECUTOR_OPTIONS, "");
    if (extension != null && !options.contains(EXTENSION)) {
      conf.set(EXECUTOR_OPTIONS, (options + " -D" + EXTENSION + "=" + extension).strip());
    }
    return conf;
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

    private Session(JavaSparkContext context, boolean outermost) {
      this.context = context;
      this.outermost = outermost;
    }

    private static synchronized Session open(SparkConf conf) {
      boolean outermost = running == null || running.sc().isStopped();
      if (outermost) {
        running = new JavaSparkContext(conf);
      }
      return new Session(running, outermost);
    }

    /** The context. */
    public JavaSparkContext context() {
      return context;
    }

    @Override
    public void close() {
      if (outermost) {
        context.stop();
      }
    }
  }
}
