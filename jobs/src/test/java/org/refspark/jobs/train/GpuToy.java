package org.refspark.jobs.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.refspark.jobs.command.Explanation;
import org.refspark.jobs.device.DeviceRule;
import org.refspark.jobs.device.FakeEngine;
import org.refspark.model.ParameterLayout;
import org.refspark.model.Trainer;

/** The program of a driver that trains a toy on GPUs that are not there, and tells about it. */
public final class GpuToy {
  private static final int EXECUTORS = 2;

  private GpuToy() {}

  /** Toys that compute on GPUs. */
  private record Factory(ToyFactory toy) implements TrainerFactory {
    @Override
    public Trainer create() {
      return toy.create(BoundModel::new);
    }

    @Override
    public FakeEngine engine() {
      return new FakeEngine(true);
    }

    @Override
    public ParameterLayout optimizerLayout(ParameterLayout network) {
      return toy.optimizerLayout(network);
    }

    @Override
    public String key() {
      return toy.key();
    }
  }

  /**
   * @param arguments where the run goes
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    try (var spark = new JavaSparkContext(new SparkConf().setAppName("toys on GPUs"))) {
      while (spark.sc().getExecutorMemoryStatus().size() - 1 < EXECUTORS) {
        Thread.sleep(100);
      }
      spark.sc().addSparkListener(new Stages());
      ToyRun.of(new Factory(ToyFactory.momentum()), 4, 1).in(spark, Path.of(arguments[0]));
      var others =
          spark
              .parallelize(List.of(1, 2, 3, 4), 4)
              .map(i -> DeviceRule.given(TaskContext.get()).size())
              .collect();
      System.out.println("GPUs of other tasks: " + others);
      System.out.println("CPU allowed: " + device(spark, new DeviceRule(true, true, true, 1)));
      System.out.println("CPU not allowed: " + device(spark, new DeviceRule(true, true, false, 1)));
    }
  }

  /** What a task without a GPU comes to. */
  private static String device(JavaSparkContext spark, DeviceRule rule) {
    try {
      return spark
          .parallelize(List.of(1), 1)
          .map(i -> rule.claim(new FakeEngine(false)).name())
          .first();
    } catch (RuntimeException | Error e) {
      return failure(e);
    } catch (Exception e) { // Spark's own are checked, and not declared.
      return failure(e);
    }
  }

  private static String failure(Throwable failure) {
    var explanation = Explanation.of(failure);
    return explanation.exitCode().code() + " " + explanation.message();
  }

  private static final class Stages extends SparkListener {
    @Override
    public void onStageCompleted(SparkListenerStageCompleted stage) {
      System.out.printf(
          "stage %s of profile %d%n",
          stage.stageInfo().name().replaceAll(" at .*", ""), stage.stageInfo().resourceProfileId());
    }
  }
}
