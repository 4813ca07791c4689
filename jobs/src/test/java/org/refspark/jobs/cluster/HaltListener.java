package org.refspark.jobs.cluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.spark.SparkConf;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/** Lets the driver die when a job, a stage or a task begins or ends. */
public final class HaltListener extends SparkListener {
  private final List<Halt> halts;
  private final Map<Integer, String> stages = new HashMap<>();
  private final Map<Integer, String> jobs = new HashMap<>();

  public HaltListener(SparkConf conf) {
    this.halts = Halt.ofSpark(conf);
  }

  private static String description(Properties properties) {
    return properties.getProperty("spark.job.description", "");
  }

  @Override
  public void onJobStart(SparkListenerJobStart job) {
    jobs.put(job.jobId(), description(job.properties()));
    Halt.at(halts, "job-start", description(job.properties()));
  }

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted stage) {
    stages.put(stage.stageInfo().stageId(), description(stage.properties()));
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart task) {
    Halt.at(halts, "task-start", stages.getOrDefault(task.stageId(), ""));
  }

  @Override
  public void onStageCompleted(SparkListenerStageCompleted stage) {
    Halt.at(halts, "stage-end", stages.getOrDefault(stage.stageInfo().stageId(), ""));
  }

  @Override
  public void onJobEnd(SparkListenerJobEnd job) {
    Halt.at(halts, "job-end", jobs.getOrDefault(job.jobId(), ""));
  }
}
