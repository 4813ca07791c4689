package org.refspark.jobs;

import java.util.List;
import org.refspark.jobs.command.Command;

/** The texts of {@code --help}. */
final class Usage {
  private Usage() {}

  static String overview(List<Command> commands) {
    var text = new StringBuilder();
    text.append(
        """
        RefSpark trains models that find what a phrase means in a picture, on Apache Spark.

        refspark <command> [--conf FILE] [key=value …]

        """);
    commands.forEach(
        command -> text.append("  %-12s %s%n".formatted(command.name(), command.summary())));
    return text.append(
            """

            Begin with:       refspark quickstart
            About a command:  refspark <command> --help
            Settings:         conf/ holds files for --conf; key=value overrides single keys, such as
                              train.seed=7 or spark.master=local[2]; an unknown key is refused with
                              the nearest known one.
            --debug           shows the stack trace of an error
            Exit codes:       0 done, 1 a defect, 2 usage or configuration, 3 data, 4 environment,
                              5 try again
            """)
        .toString();
  }

  static String of(Command command) {
    return "refspark %s: %s%n%n%s".formatted(command.name(), command.summary(), command.help());
  }
}
