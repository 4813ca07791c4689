package org.refspark.jobs.preflight;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;

/**
 * Looks around in the process that it comes to.
 *
 * @param places to reach, with what the driver has left in each
 * @param pauseMillis before it ends, so that the next task comes to another process
 */
record Probe(LinkedHashMap<SharedPlace, String> places, int pauseMillis)
    implements Function<Integer, ProcessReport> {

  @Override
  public ProcessReport call(Integer task) throws IOException, InterruptedException {
    var gpu = TaskContext.get().resourcesJMap().get("gpu");
    var id = SparkEnv.get().executorId();
    var report =
        look(
            id.equals("driver") ? id : "executor " + id,
            gpu == null ? List.of() : List.of(gpu.addresses()));
    Thread.sleep(pauseMillis);
    return report;
  }

  /** Of this process. */
  ProcessReport look(String process, List<String> gpus) throws IOException {
    long asked = System.currentTimeMillis();
    var conf = SparkEnv.get().conf();
    int tasks = cores(conf.get("spark.master", "")) / conf.getInt("spark.task.cpus", 1);
    var checks =
        new ArrayList<>(
            new Machine(properties(), System.getenv(), Math.max(1, tasks), gpus).checks());
    places.forEach((place, left) -> checks.add(place.check(left)));
    return new ProcessReport(process, InetAddress.getLocalHost().getHostName(), asked, checks);
  }

  /** That Spark uses here: an executor is told by its command line, a local master by its name. */
  private static int cores(String master) {
    var told =
        Pattern.compile("--cores (\\d{1,5})|local\\[(\\d{1,5})")
            .matcher(System.getProperty("sun.java.command", "") + " " + master);
    if (told.find()) {
      return Integer.parseInt(told.group(1) == null ? told.group(2) : told.group(1));
    }
    return Runtime.getRuntime().availableProcessors();
  }

  private static Map<String, String> properties() {
    var properties = new HashMap<String, String>();
    System.getProperties()
        .forEach((key, value) -> properties.put(key.toString(), value.toString()));
    return properties;
  }
}
