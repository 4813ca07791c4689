package org.refspark.jobs.preflight;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.refspark.jobs.device.DeviceRule;
import org.refspark.jobs.device.Nd4jEngine;

/**
 * Looks around in the process that it comes to.
 *
 * @param rule by which tasks find their devices
 * @param places to reach, with what the driver has left in each
 * @param pauseMillis before it ends, so that the next task comes to another process; 0 for a look
 *     at what is vital only
 */
record Probe(DeviceRule rule, LinkedHashMap<SharedPlace, String> places, int pauseMillis)
    implements Function<Integer, ProcessReport> {

  /** Looks at nothing but what is vital. */
  static Probe quick(DeviceRule rule) {
    return new Probe(rule, new LinkedHashMap<>(), 0);
  }

  @Override
  public ProcessReport call(Integer task) throws IOException, InterruptedException {
    var id = SparkEnv.get().executorId();
    var report =
        look(id.equals("driver") ? id : "executor " + id, DeviceRule.given(TaskContext.get()));
    Thread.sleep(pauseMillis);
    return report;
  }

  /** Of this process. */
  ProcessReport look(String process, List<String> gpus) throws IOException {
    long asked = System.currentTimeMillis();
    var conf = SparkEnv.get().conf();
    int tasks = cores(conf.get("spark.master", "")) / conf.getInt("spark.task.cpus", 1);
    var surroundings = new Surroundings(properties(), System.getenv(), Math.max(1, tasks));
    var checks = new ArrayList<>(surroundings.vital());
    // Without the engine there is nothing to ask.
    if (checks.stream().allMatch(check -> check.verdict() != Check.Verdict.BAD)) {
      checks.add(new DeviceCheck(gpus, rule, Nd4jEngine.INSTANCE).check());
    }
    if (pauseMillis > 0) {
      checks.add(surroundings.cores());
      checks.add(DiskCheck.of(localFolders()));
      places.forEach((place, left) -> checks.add(place.check(left)));
    }
    return new ProcessReport(process, InetAddress.getLocalHost().getHostName(), asked, checks);
  }

  /** Where Spark writes here, whichever of its settings has said so. */
  private static List<Path> localFolders() {
    return Arrays.stream(SparkEnv.get().blockManager().diskBlockManager().localDirs())
        .map(File::toPath)
        .toList();
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
