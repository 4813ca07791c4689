package org.refspark.jobs;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.refspark.jobs.command.Command;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.Names;
import org.refspark.jobs.report.CompareCommand;
import org.refspark.jobs.sweep.SweepSubject;

/**
 * What was typed. {@code --flag} is short for {@code flag=true}, {@code --model NAME} for {@code
 * model.name=NAME}, {@code --convention NAME} for {@code evaluate.convention=NAME}, {@code
 * --checkpoint NAME} likewise, {@code --tick TIME} for {@code tick=TIME}, {@code --over LIST} for
 * {@code over=LIST}, a second word for {@code task=WORD}; of {@code compare}, the second {@code
 * run=} is {@code run2=}; of {@code report}, {@code sweep=} is {@code sweep-folder=}.
 *
 * @param command its name; absent where none was given
 * @param help whether help was asked for
 * @param conf the configuration file
 * @param overrides keys and values in the order given; the last of a key counts
 */
record CommandLine(
    Optional<String> command, boolean help, Optional<Path> conf, Map<String, String> overrides) {
  private static final String RUN = "run=";
  private static final String SWEEP = "sweep=";
  private static final String SECOND = CompareCommand.SECOND + "=";

  static CommandLine parse(String... arguments) {
    Optional<String> command = Optional.empty();
    Optional<Path> conf = Optional.empty();
    boolean help = false;
    var overrides = new LinkedHashMap<String, String>();
    for (int i = 0; i < arguments.length; i++) {
      var argument = arguments[i];
      switch (argument) {
        case "--help", "-h", "help" -> help = true;
        case "--debug" -> {}
        case "--conf" -> conf = Optional.of(Path.of(following(arguments, i++)));
        case "--checkpoint" -> overrides.put("evaluate.checkpoint", following(arguments, i++));
        case "--convention" -> overrides.put("evaluate.convention", following(arguments, i++));
        case "--model" -> overrides.put("model.name", following(arguments, i++));
        case "--tick" -> overrides.put("tick", following(arguments, i++));
        case "--over" -> overrides.put("over", following(arguments, i++));
        default -> {
          if (argument.startsWith("--")) {
            override(overrides, argument.substring(2), "true");
          } else if (argument.startsWith(RUN) && compares(command, overrides)) {
            override(overrides, SECOND + argument.substring(RUN.length()), "");
          } else if (argument.startsWith(SWEEP) && command.equals(Optional.of("report"))) {
            override(overrides, SweepSubject.KEY + "=" + argument.substring(SWEEP.length()), "");
          } else if (argument.contains("=")) {
            override(overrides, argument, "");
          } else if (command.isEmpty()) {
            command = Optional.of(argument);
          } else if (overrides.putIfAbsent(Command.TASK, argument) != null) {
            throw new ConfigurationException(word(command.get(), argument));
          }
        }
      }
    }
    return new CommandLine(command, help, conf, overrides);
  }

  /** Of two runs to compare, the second does not stand in for the first. */
  private static boolean compares(Optional<String> command, Map<String, String> overrides) {
    if (!command.equals(Optional.of("compare")) || !overrides.containsKey("run")) {
      return false;
    }
    if (overrides.containsKey(CompareCommand.SECOND)) {
      throw new ConfigurationException("compare takes two runs, but here is a third");
    }
    return true;
  }

  private static String following(String[] arguments, int at) {
    if (at + 1 >= arguments.length) {
      throw new ConfigurationException("%s needs a value after it".formatted(arguments[at]));
    }
    return arguments[at + 1];
  }

  private static void override(Map<String, String> overrides, String text, String otherwise) {
    int equals = text.indexOf('=');
    overrides.put(
        equals < 0 ? text : text.substring(0, equals),
        equals < 0 ? otherwise : text.substring(equals + 1));
  }

  private static String word(String command, String word) {
    return "\"%s\" is neither an option nor key=value; see: refspark %s --help"
        .formatted(word, command);
  }

  /** A plain key that this command does not take is a slip, even where another command takes it. */
  void refuseUnknown(Command command) {
    for (var key : overrides.keySet()) {
      if (!key.contains(".") && !command.arguments().contains(key)) {
        if (key.equals(Command.TASK)) {
          throw new ConfigurationException(word(command.name(), overrides.get(key)));
        }
        var hint =
            Names.nearest(key, command.arguments())
                .map(near -> "; did you mean " + near + "?")
                .orElse("");
        throw new ConfigurationException(
            "refspark %s takes no argument %s%s See: refspark %s --help"
                .formatted(command.name(), key, hint.isEmpty() ? "." : hint, command.name()));
      }
    }
  }
}
