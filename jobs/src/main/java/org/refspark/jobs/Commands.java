package org.refspark.jobs;

import java.util.List;
import org.refspark.jobs.bench.BenchCommand;
import org.refspark.jobs.command.Command;
import org.refspark.jobs.evaluate.EvaluateCommand;
import org.refspark.jobs.evaluate.ValidationOnShards;
import org.refspark.jobs.export.ExportCommand;
import org.refspark.jobs.network.DescribeCommand;
import org.refspark.jobs.network.Networks;
import org.refspark.jobs.predict.PredictCommand;
import org.refspark.jobs.preflight.PreflightCommand;
import org.refspark.jobs.quickstart.QuickstartCommand;
import org.refspark.jobs.registry.RegistryCommand;
import org.refspark.jobs.report.CompareCommand;
import org.refspark.jobs.report.RegistrySubject;
import org.refspark.jobs.report.ReportCommand;
import org.refspark.jobs.report.RunSubject;
import org.refspark.jobs.retrain.RetrainCommand;
import org.refspark.jobs.retrain.TickCommands;
import org.refspark.jobs.score.ScoreCommand;
import org.refspark.jobs.shard.ShardCommand;
import org.refspark.jobs.sweep.SweepCommand;
import org.refspark.jobs.sweep.SweepSubject;
import org.refspark.jobs.synthesize.SynthesizeCommand;
import org.refspark.jobs.train.TrainCommand;

/** Every command, in the order of a first project. */
final class Commands {
  private static final Networks NETWORKS = new Networks();
  private static final Command SYNTHESIZE = new SynthesizeCommand();
  private static final Command SHARD = new ShardCommand();
  private static final Command TRAIN = new TrainCommand(NETWORKS, new ValidationOnShards(NETWORKS));
  private static final Command EVALUATE = new EvaluateCommand(NETWORKS);
  private static final Command EXPORT = new ExportCommand(NETWORKS);
  private static final Command REPORT =
      new ReportCommand(new RunSubject(NETWORKS), new SweepSubject(), new RegistrySubject());

  static final List<Command> ALL =
      List.of(
          new QuickstartCommand(SYNTHESIZE, SHARD, TRAIN, EVALUATE, REPORT),
          SYNTHESIZE,
          SHARD,
          TRAIN,
          EVALUATE,
          new SweepCommand(SYNTHESIZE, SHARD, TRAIN, EVALUATE),
          new PredictCommand(NETWORKS),
          EXPORT,
          REPORT,
          new CompareCommand(),
          new RetrainCommand(
              new TickCommands(SYNTHESIZE, SHARD, TRAIN, EVALUATE, EXPORT), NETWORKS, NETWORKS),
          new RegistryCommand(),
          new PreflightCommand(),
          new ScoreCommand(),
          new DescribeCommand(),
          new BenchCommand(SYNTHESIZE, SHARD, TRAIN, EVALUATE));

  private Commands() {}
}
