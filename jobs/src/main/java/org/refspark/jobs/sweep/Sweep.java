package org.refspark.jobs.sweep;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.api.java.JavaSparkContext;
import org.refspark.jobs.command.CommandFailure;
import org.refspark.jobs.command.ExitCode;
import org.refspark.jobs.command.Explanation;
import org.refspark.jobs.command.LogContext;
import org.refspark.jobs.train.Lease;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what is unfinished of a sweep's trials, some side by side: each on a thread and in a
 * scheduler pool of its own, so that Spark shares its cores evenly among them. A trial that fails
 * stops no other.
 */
final class Sweep {
  private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);

  private static final String POOL = "spark.scheduler.pool";
  private static final long GLANCE_MILLIS = 1000;

  private final SweepPlan plan;
  private final SweepFiles files;
  private final TrialRunner runner;
  private final Lease lease;
  private final PrintStream out;
  private final Halving halving;
  private final Map<Job, TrialResult> results = new HashMap<>();
  private final Map<Trial, TrialFailure> failures = new HashMap<>();
  private final Map<Trial, TrialFailure> earlierFailures = new HashMap<>();
  private final JobClock clock;
  private final long began = System.nanoTime();

  /**
   * @param lease on the sweep's folder
   * @param out is told of every trial that ends
   */
  Sweep(SweepPlan plan, SweepFiles files, TrialRunner runner, Lease lease, PrintStream out)
      throws IOException {
    this.plan = plan;
    this.files = files;
    this.runner = runner;
    this.lease = lease;
    this.out = out;
    this.clock = new JobClock(plan.config().parallel(), System::nanoTime);
    this.halving = new Halving(plan.stages().size(), plan.config().halving().factor());
    for (var trial : plan.trials()) {
      for (int stage = 0; stage < plan.stages().size(); stage++) {
        var job = new Job(trial, stage);
        files.result(job).ifPresent(result -> results.put(job, result));
      }
      if (!isFinished(trial)) {
        files.failure(trial).ifPresent(failure -> earlierFailures.put(trial, failure));
      }
    }
  }

  /**
   * Works until nothing is left that could be begun.
   *
   * @throws CommandFailure where another driver has taken the folder over
   */
  void run(JavaSparkContext spark) throws Exception {
    writeDecisions();
    int parallel = plan.config().parallel();
    var threads = Executors.newFixedThreadPool(parallel, Sweep::daemon);
    try {
      var workers = new ArrayList<Future<?>>();
      for (int slot = 1; slot <= parallel; slot++) {
        var pool = "trial-" + slot;
        workers.add(
            threads.submit(
                () -> {
                  spark.setLocalProperty(POOL, pool);
                  LogContext.besideOthers();
                  work();
                  return null;
                }));
      }
      end(threads, workers);
    } finally {
      threads.shutdownNow();
    }
  }

  // Every job of a trial has a deadline of its own, and so do its trials.
  private static void end(ExecutorService threads, List<Future<?>> workers) throws Exception {
    threads.shutdown();
    for (var worker : workers) {
      try {
        worker.get();
      } catch (ExecutionException e) {
        throw e.getCause() instanceof Exception cause ? cause : e;
      }
    }
  }

  private static Thread daemon(Runnable work) {
    var thread = new Thread(work, "trials");
    thread.setDaemon(true);
    return thread;
  }

  private void work() throws Exception {
    for (var job = take(); job.isPresent(); job = take()) {
      try {
        ended(job.get(), runner.run(job.get()));
      } catch (Exception | OutOfMemoryError | LinkageError e) {
        failed(job.get(), Explanation.of(e));
        lease.check();
      } finally {
        release(job.get());
      }
    }
  }

  /** The next job; none where nothing is left, or no time. */
  private synchronized Optional<Job> take() throws InterruptedException {
    while (true) {
      var ready = isTimeUp() ? List.<Job>of() : ready();
      if (!ready.isEmpty()) {
        clock.begin(ready.get(0));
        return Optional.of(ready.get(0));
      }
      if (clock.isIdle() || isTimeUp()) {
        return Optional.empty();
      }
      wait(GLANCE_MILLIS);
    }
  }

  private synchronized void release(Job job) {
    clock.forget(job);
    notifyAll();
  }

  private boolean isTimeUp() {
    var elapsed = Duration.ofNanos(System.nanoTime() - began);
    return plan.config().budget().time().map(time -> elapsed.compareTo(time) > 0).orElse(false);
  }

  /** What could run now; who has come farthest goes first. */
  private List<Job> ready() {
    var points = standing().points();
    var ready = new ArrayList<Job>();
    for (int stage = points.size() - 1; stage >= 0; stage--) {
      for (var point : points.get(stage)) {
        for (var trial : plan.trialsOf(point)) {
          var job = new Job(trial, stage);
          if (!results.containsKey(job) && !failures.containsKey(trial) && !clock.runs(job)) {
            ready.add(job);
          }
        }
      }
    }
    return ready;
  }

  private Halving.Standing standing() {
    return halving.standing(plan.points(), this::score);
  }

  /** The mean over a point's seeds; empty until all of them have come there or failed. */
  private OptionalDouble score(Point point, int stage) {
    var values = new ArrayList<Double>();
    for (var trial : plan.trialsOf(point)) {
      var result = results.get(new Job(trial, stage));
      if (result != null) {
        values.add(result.metrics().getOrDefault(metric(result), Halving.FAILED));
      } else if (!failures.containsKey(trial)) {
        return OptionalDouble.empty();
      }
    }
    return OptionalDouble.of(
        values.stream().mapToDouble(Double::doubleValue).average().orElse(Halving.FAILED));
  }

  private String metric(TrialResult result) {
    return metrics(result).get(0);
  }

  /** The columns of the table. */
  private List<String> metrics(TrialResult result) {
    var asked = plan.config().metrics();
    return asked.isEmpty() ? result.main() : asked;
  }

  private synchronized void ended(Job job, TrialResult result) throws IOException {
    lease.check();
    files.write(job, result);
    results.put(job, result);
    earlierFailures.remove(job.trial());
    writeDecisions();
    clock.end(job);
    tell(
        job,
        "%s %.2f after %,d rounds, %.1f min of training"
            .formatted(
                metric(result),
                100 * result.metrics().get(metric(result)),
                result.rounds(),
                result.seconds() / 60));
  }

  private synchronized void failed(Job job, Explanation explanation) {
    var failure =
        new TrialFailure(
            job.trial().name(),
            explanation.exitCode(),
            explanation.message(),
            Instant.now().toString());
    failures.put(job.trial(), failure);
    try {
      files.write(job.trial(), failure);
    } catch (IOException e) {
      LOG.warn("The failure of {} could not be written: {}", job.trial().name(), e.getMessage());
    }
    writeDecisions();
    clock.forget(job);
    tell(job, "failed: " + explanation.message());
  }

  /** They follow from the results: where they cannot be written, nothing is lost. */
  private synchronized void writeDecisions() {
    if (plan.stages().size() > 1) {
      try {
        files.write(standing().decisions());
      } catch (IOException e) {
        LOG.warn("The decisions could not be written: {}", e.getMessage());
      }
    }
  }

  private void tell(Job job, String what) {
    int last = plan.stages().size() - 1;
    long finished =
        plan.trials().stream().filter(t -> results.containsKey(new Job(t, last))).count();
    int left = (int) (plan.trials().size() - finished - failures.size());
    // With rungs, nobody knows yet how many will go on.
    var minutes = last == 0 && left > 0 ? clock.minutesLeft(left) : OptionalDouble.empty();
    var time =
        minutes.isPresent()
            ? "; about %.0f min left".formatted(Math.max(1, minutes.getAsDouble()))
            : "";
    out.printf(
        "[%d of %d trials%s] %s: %s%n",
        finished, plan.trials().size(), time, job.trial().name(), what);
    out.flush();
  }

  /** What a trial came to at the last stage that it has reached. */
  synchronized Optional<TrialResult> latest(Trial trial) {
    for (int stage = plan.stages().size() - 1; stage >= 0; stage--) {
      var result = results.get(new Job(trial, stage));
      if (result != null) {
        return Optional.of(result);
      }
    }
    return Optional.empty();
  }

  /** Whether a trial has come to its end. */
  synchronized boolean isFinished(Trial trial) {
    return results.containsKey(new Job(trial, plan.stages().size() - 1));
  }

  /** Whether a trial's point was left behind at a rung. */
  synchronized boolean isStopped(Trial trial) {
    var standing = standing();
    int reached = -1;
    for (int stage = 0; stage < standing.points().size(); stage++) {
      if (standing.points().get(stage).contains(trial.point())) {
        reached = stage;
      }
    }
    // As long as others are on their way it may still go on.
    return reached < plan.stages().size() - 1
        && results.containsKey(new Job(trial, reached))
        && ready().isEmpty();
  }

  /** Why a trial has failed; before, where it was not tried again this time. */
  synchronized Optional<TrialFailure> failure(Trial trial) {
    return Optional.ofNullable(failures.getOrDefault(trial, earlierFailures.get(trial)));
  }

  /** The exit code of the first failure; {@link ExitCode#DONE} where there was none. */
  synchronized ExitCode exitCode() {
    return plan.trials().stream()
        .filter(failures::containsKey)
        .map(trial -> failures.get(trial).exitCode())
        .findFirst()
        .orElse(ExitCode.DONE);
  }
}
