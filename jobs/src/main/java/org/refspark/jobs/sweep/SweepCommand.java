package org.refspark.jobs.sweep;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.refspark.jobs.command.Cluster;
import org.refspark.jobs.command.Command;
import org.refspark.jobs.command.CommandFailure;
import org.refspark.jobs.command.ExitCode;
import org.refspark.jobs.config.CheckpointConfig;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.device.NetworksKept;
import org.refspark.jobs.storage.Storage;
import org.refspark.jobs.train.Lease;

/** {@code refspark sweep}: trials of one training with other settings. */
public final class SweepCommand implements Command {
  private static final String RUN = "run";

  private final Command synthesize;
  private final Command shard;
  private final Command train;
  private final Command evaluate;

  /** The commands that trials and their data go through. */
  public SweepCommand(Command synthesize, Command shard, Command train, Command evaluate) {
    this.synthesize = synthesize;
    this.shard = shard;
    this.train = train;
    this.evaluate = evaluate;
  }

  @Override
  public String name() {
    return "sweep";
  }

  @Override
  public String summary() {
    return "train and measure with many settings and seeds, side by side";
  }

  @Override
  public String help() {
    return """
        refspark sweep --conf conf/sweep/FILE run=DIR [data.train=SHARDS data.eval=SHARDS] [key=value …]

          run    the sweep's folder. Each trial is a run, DIR/trials/NAME, with its evaluation. The
                 same command does what is unfinished and leaves the rest as it is; trials that have
                 failed are tried again
          data.train, data.eval
                 shards for all trials; sweeps with sweep.synthesize=true draw pictures of their own

        Which settings are tried is said by section sweep: points with names, a grid, or ranges to draw
        from, each with several seeds. sweep.parallel trials run side by side and share Spark's
        cores evenly. sweep.smoke=true runs each for three rounds, to try the machinery.
        sweep.budget.rounds ends trials early, sweep.budget.time begins none after that time, and
        sweep.halving.rungs=[100, 300] lets only the better points go on from there.

        Ends with a table: means and deviations over seeds, beside what is published, with
        differences from the first point and their p-values. DIR/table.md, results.csv and
        results.json have it too; DIR/halving.json says who went on and why.

        refspark sweep --conf conf/sweep/demo-grm-k.conf run=/tmp/sweep-k sweep.smoke=true
        refspark sweep --conf conf/sweep/demo-grm-k.conf run=/data/sweep-k
        refspark sweep --conf conf/sweep/grm-table2.conf run=s3a://b/sweeps/table2 sweep.parallel=4 \\
            data.train=s3a://b/shards/train data.eval=s3a://b/shards/test spark.master=spark://host:7077
        refspark sweep --conf conf/grm-net/small.conf run=/data/rates data.train=… data.eval=… \\
            'sweep.grid={ optimizer.rate = [1e-3, 3e-4], model.references.count = [0, 10] }' \\
            'sweep.seeds=[1, 2, 3]'
        """;
  }

  @Override
  public Set<String> arguments() {
    return Set.of(RUN);
  }

  @Override
  public Optional<String> next(Settings settings) {
    return Optional.of("report sweep=%s".formatted(settings.required(RUN)));
  }

  @Override
  public void run(Settings settings, PrintStream out) throws Exception {
    var place = settings.required(RUN);
    var plan = SweepPlan.of(settings);
    int parallel = plan.config().parallel();
    var shared =
        settings.with(
            Map.of("spark.scheduler.mode", "FAIR", NetworksKept.KEY, Integer.toString(parallel)));
    try (var session = Cluster.connect(shared, "sweep " + place)) {
      var spark = session.context();
      var files = new SweepFiles(Storage.at(place, spark.hadoopConfiguration()));
      var timeout = settings.section("checkpoint", CheckpointConfig.class).leaseTimeout();
      try (var lease = Lease.take(files.folder(), timeout)) {
        var data = data(plan, settings, files.folder(), out);
        var runner = new TrialRunner(plan, files, data, train, evaluate);
        var sweep = new Sweep(plan, files, runner, lease, out);
        out.printf(
            "%,d trials: %,d points, seeds %s; %d at a time, each with a share of 1/%d of the cores%n",
            plan.trials().size(), plan.points().size(), plan.config().seeds(), parallel, parallel);
        sweep.run(spark);
        tell(plan, files, sweep, out);
      }
    }
  }

  private SweepData data(SweepPlan plan, Settings settings, Storage folder, PrintStream out)
      throws Exception {
    if (plan.config().synthesize()) {
      SweepRecord.of(plan, Map.of()).agreeWith(folder);
      return SweepData.drawn(settings, folder, synthesize, shard, out);
    }
    var data = SweepData.given(settings, folder);
    var hashes = Map.of("data.train", data.trainHash(), "data.eval", data.evalHash());
    SweepRecord.of(plan, hashes).agreeWith(folder);
    return data;
  }

  private static void tell(SweepPlan plan, SweepFiles files, Sweep sweep, PrintStream out)
      throws IOException {
    var folder = files.folder();
    var results = new Summary(plan, files, sweep).results();
    var table = new SweepTable(results);
    folder.write("table.md", table.text().getBytes(StandardCharsets.UTF_8));
    folder.write("results.csv", table.csv().getBytes(StandardCharsets.UTF_8));
    results.write(folder);
    out.printf("%n%s%nWritten to %s%n", table.text(), folder.place());
    if (sweep.exitCode() != ExitCode.DONE) {
      long failed = plan.trials().stream().filter(t -> sweep.failure(t).isPresent()).count();
      throw new CommandFailure(
          sweep.exitCode(),
          "%,d of %,d trials failed, see the table; the same command tries them again"
              .formatted(failed, plan.trials().size()));
    }
  }
}
