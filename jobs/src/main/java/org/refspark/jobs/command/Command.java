package org.refspark.jobs.command;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.refspark.jobs.config.Settings;

/** One command of {@code refspark <command> [--conf FILE] [key=value …]}. */
public interface Command {
  /** The argument that a second word on the command line is, as in {@code bench step}. */
  String TASK = "task";

  /** As typed. */
  String name();

  /** What it does, in one line. */
  String summary();

  /** Usage, arguments and examples, as {@code refspark <command> --help} prints them. */
  String help();

  /** Keys outside all sections that it takes, such as {@code run} and {@code out}. */
  Set<String> arguments();

  /**
   * The settings file where none is given with {@code --conf}; absent for the defaults alone.
   *
   * @param model the network that was named
   */
  default Optional<Path> defaultConf(String model) {
    return Optional.empty();
  }

  /**
   * The command line that usually follows when this command has done its work, without the
   * program's name.
   */
  default Optional<String> next(Settings settings) {
    return Optional.empty();
  }

  /**
   * Does the work.
   *
   * @param settings checked configuration with the command's arguments
   * @param out receives results; progress and logs go to standard error
   * @throws CommandFailure or an exception of the data, configuration or storage, which the main
   *     class turns into a message and an exit code
   */
  void run(Settings settings, PrintStream out) throws Exception;
}
