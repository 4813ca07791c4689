package org.refspark.jobs.train;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import javax.management.ObjectName;
import org.apache.spark.api.java.JavaSparkContext;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.refspark.jobs.command.Deadline;
import org.refspark.jobs.config.TrainConfig;
import org.refspark.jobs.device.GpuStage;
import org.refspark.model.Detection;
import org.refspark.model.ParameterLayout;
import org.refspark.model.ParameterLayout.Slot;
import org.refspark.model.Query;
import org.refspark.model.ReferringModel;
import org.refspark.model.StepReport;
import org.refspark.model.Trainer;
import org.refspark.model.optim.Optimizer;

/**
 * A driver of a few large rounds, in a process where nothing else has left arrays. Executors are
 * processes of their own: what is found here is the driver's.
 */
final class LargeDriver {
  private static final int WEIGHTS = 24 << 20;

  /** Bytes of the values of a network. */
  static final long COPY = 4L * WEIGHTS;

  private static final Pattern ARRAYS =
      Pattern.compile("^\\s*\\d+:\\s+\\d+\\s+(\\d+)\\s+\\[[FBD]\\s", Pattern.MULTILINE);

  private LargeDriver() {}

  /** Prints bytes of arrays: before there are values, at most in a round, and after it. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    try (var spark = ClusterTrainingTest.cluster()) {
      long before = arrayBytes();
      var source = ToyPictures.of(8);
      var settings =
          new RoundSettings(
              new Large(),
              source,
              source.hash(),
              1,
              1 << 20,
              GpuStage.of(spark, ToyRun.COMPUTE),
              new Deadline("averaging.deadline", Duration.ofMinutes(10)));
      var rounds = begin(spark, settings);
      var train = new TrainConfig(1, 1, TrainConfig.Sentences.ALL, 1, 5, 0, List.of());
      var order = EpochOrder.of(source.index(), train, 0);
      rounds.run(RoundPlan.deal(rounds.state().cursor(), order, 1, 2, 1), "warm up");
      long most = mostDuring(() -> rounds.run(plan(rounds, order), "measured"));
      System.out.printf("arrays: %d %d %d%n", before, most, arrayBytes());
    }
  }

  /** No frame of the caller may hold the first values. */
  private static AveragingRounds begin(JavaSparkContext spark, RoundSettings settings) {
    var initial =
        InitialState.build(spark, settings.factory(), settings.stage(), settings.deadline());
    return new AveragingRounds(spark, settings, initial.start());
  }

  private static RoundPlan plan(AveragingRounds rounds, EpochOrder order) {
    return RoundPlan.deal(rounds.state().cursor(), order, 1, 2, 1);
  }

  private static long mostDuring(Runnable work) throws InterruptedException {
    var done = new AtomicBoolean();
    var most = new AtomicLong();
    var sampler =
        new Thread(
            () -> {
              while (!done.get()) {
                most.accumulateAndGet(arrayBytes(), Math::max);
              }
            });
    sampler.setDaemon(true);
    sampler.start();
    try {
      work.run();
    } finally {
      done.set(true);
      sampler.join();
    }
    return most.get();
  }

  /** Bytes of live arrays of floats, doubles and bytes, after a collection. */
  private static long arrayBytes() {
    try {
      var histogram =
          (String)
              ManagementFactory.getPlatformMBeanServer()
                  .invoke(
                      new ObjectName("com.sun.management:type=DiagnosticCommand"),
                      "gcClassHistogram",
                      new Object[] {new String[0]},
                      new String[] {String[].class.getName()});
      return ARRAYS
          .matcher(histogram)
          .results()
          .mapToLong(match -> Long.parseLong(match.group(1)))
          .sum();
    } catch (javax.management.JMException e) {
      throw new IllegalStateException(e);
    }
  }

  private record Large() implements TrainerFactory {
    private static final long serialVersionUID = 1L;

    @Override
    public Trainer create() {
      return new Trainer(new LargeModel(), new Idle());
    }

    @Override
    public ParameterLayout optimizerLayout(ParameterLayout network) {
      return new ParameterLayout(List.of());
    }

    @Override
    public String key() {
      return toString();
    }
  }

  private record Idle() implements Optimizer {
    @Override
    public long stateLength() {
      return 0;
    }

    @Override
    public void update(
        INDArray parameters,
        INDArray gradient,
        INDArray state,
        long iteration,
        double rateFactor) {}
  }

  /** Noise: zeros would be small where they are sent. */
  private static final class LargeModel implements ReferringModel {
    private final ParameterLayout layout =
        new ParameterLayout(
            List.of(
                new Slot("one", new long[] {1}, 0, "", true),
                new Slot("rest", new long[] {WEIGHTS - 1}, 1, "", false)));
    private final INDArray parameters = Nd4j.rand(1, new long[] {WEIGHTS});

    @Override
    public ParameterLayout layout() {
      return layout;
    }

    @Override
    public INDArray parameters() {
      return parameters;
    }

    @Override
    public StepReport gradient(List<Query> batch, long seed, INDArray gradient) {
      return new StepReport(batch.size(), 0, Map.of());
    }

    @Override
    public List<List<Detection>> detect(Query query, int maskSize) {
      throw new UnsupportedOperationException("it is not asked");
    }

    @Override
    public void close() {}
  }
}
