package org.refspark.jobs;

import java.io.PrintStream;
import org.refspark.jobs.command.Command;
import org.refspark.jobs.command.ExitCode;
import org.refspark.jobs.command.Explanation;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.Names;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.watch.LogSettings;

/** The command line: {@code refspark <command> [--conf FILE] [key=value …]}. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    LogSettings.apply();
    System.exit(run(arguments, System.out, System.err).code());
  }

  static ExitCode run(String[] arguments, PrintStream out, PrintStream err) {
    boolean debug = java.util.List.of(arguments).contains("--debug");
    try {
      var line = CommandLine.parse(arguments);
      if (line.command().isEmpty()) {
        out.print(Usage.overview(Commands.ALL));
        return line.help() ? ExitCode.DONE : ExitCode.USAGE;
      }
      var command = named(line.command().get());
      if (line.help()) {
        out.print(Usage.of(command));
        return ExitCode.DONE;
      }
      line.refuseUnknown(command);
      var model = Settings.model(line.overrides());
      var conf = line.conf().or(() -> command.defaultConf(model));
      var settings = Settings.load(conf, line.overrides(), command.arguments());
      command.run(settings, out);
      command.next(settings).ifPresent(next -> out.printf("Next: refspark %s%n", next));
      return ExitCode.DONE;
    } catch (Exception | OutOfMemoryError | LinkageError e) {
      var explanation = Explanation.of(e);
      err.println("refspark: " + explanation.message());
      if (debug) {
        e.printStackTrace(err);
      }
      return explanation.exitCode();
    } finally {
      out.flush();
    }
  }

  private static Command named(String name) {
    return Commands.ALL.stream()
        .filter(command -> command.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new ConfigurationException(unknown(name)));
  }

  private static String unknown(String name) {
    var names = Commands.ALL.stream().map(Command::name).toList();
    var hint =
        Names.nearest(name, names)
            .map(near -> "did you mean " + near + "?")
            .orElse("known: " + String.join(", ", names));
    return "there is no command %s; %s".formatted(name, hint);
  }
}
