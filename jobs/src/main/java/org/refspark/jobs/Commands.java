package org.refspark.jobs;

import java.util.List;
import org.refspark.jobs.command.Command;
import org.refspark.jobs.shard.ShardCommand;

/** Every command, in the order of a first project. */
final class Commands {
  static final List<Command> ALL = List.of(new ShardCommand());

  private Commands() {}
}
