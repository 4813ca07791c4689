package org.refspark.jobs;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;

/** Notes what jobs are called in Spark's pages; a listener by {@code spark.extraListeners}. */
public final class JobNames extends SparkListener {
  /**
   * A job as it is listed.
   *
   * @param group of the command
   * @param description of the job
   */
  record Name(String group, String description) {}

  private static final List<Name> FOUND = new CopyOnWriteArrayList<>();

  @Override
  public void onJobStart(SparkListenerJobStart start) {
    FOUND.add(
        new Name(
            start.properties().getProperty("spark.jobGroup.id"),
            start.properties().getProperty("spark.job.description")));
  }

  /** Those since the last call; for after the context's end, when all events have come. */
  static List<Name> take() {
    var names = List.copyOf(FOUND);
    FOUND.clear();
    return names;
  }
}
