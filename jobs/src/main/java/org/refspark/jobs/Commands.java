package org.refspark.jobs;

import java.util.List;
import org.refspark.jobs.command.Command;
import org.refspark.jobs.evaluate.EvaluateCommand;
import org.refspark.jobs.network.DescribeCommand;
import org.refspark.jobs.network.Networks;
import org.refspark.jobs.predict.PredictCommand;
import org.refspark.jobs.report.ReportCommand;
import org.refspark.jobs.shard.ShardCommand;
import org.refspark.jobs.train.TrainCommand;

/** Every command, in the order of a first project. */
final class Commands {
  private static final Networks NETWORKS = new Networks();

  static final List<Command> ALL =
      List.of(
          new ShardCommand(),
          new TrainCommand(NETWORKS),
          new EvaluateCommand(NETWORKS),
          new PredictCommand(NETWORKS),
          new ReportCommand(NETWORKS),
          new DescribeCommand());

  private Commands() {}
}
