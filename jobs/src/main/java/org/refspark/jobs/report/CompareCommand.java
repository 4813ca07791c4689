package org.refspark.jobs.report;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.refspark.jobs.command.Cluster;
import org.refspark.jobs.command.Command;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.EvaluateConfig;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.evaluate.Evaluated;
import org.refspark.jobs.storage.Storage;
import org.refspark.jobs.storage.StoredFile;

/** {@code refspark compare}: two runs that were measured alike, beside each other. */
public final class CompareCommand implements Command {
  /** The argument that the second {@code run=} is. */
  public static final String SECOND = "run2";

  @Override
  public String name() {
    return "compare";
  }

  @Override
  public String summary() {
    return "show how two runs differ: settings, metrics, answers";
  }

  @Override
  public String help() {
    return """
        refspark compare run=A run=B [split=NAME] out=FILE.html

          run      the two runs' directories: differences are those of B from A
          split    the evaluation that is compared, such as test or testA-cris; may be left out
                   where the runs have just one in common
          out      the page: one file that fetches nothing

        Both must have been evaluated on the same shards by the same convention; what differs is
        named. Differences come with 95 % intervals and p-values of a paired bootstrap over
        pictures. The page tells what changed in settings and data, and shows expressions that were
        gained (IoU from below 50 to at least 50 %) and lost.

        refspark compare run=/data/runs/first run=/data/runs/second split=test out=compare.html

        Settings: evaluate.seed; evaluate.shown-threshold for the pictures.
        """;
  }

  @Override
  public Set<String> arguments() {
    return Set.of("run", SECOND, "split", "out");
  }

  @Override
  public void run(Settings settings, PrintStream out) throws IOException {
    var hadoop = Cluster.hadoop(settings);
    var target = target(settings, hadoop);
    var first = Storage.at(settings.required("run"), hadoop);
    var second =
        Storage.at(
            settings
                .optional(SECOND)
                .orElseThrow(
                    () ->
                        new ConfigurationException(
                            "compare takes two runs: add a second run=… to the command line")),
            hadoop);
    var split = settings.optional("split");
    var name = split.isPresent() ? split.get() : inCommon(first, second);
    var config = settings.section("evaluate", EvaluateConfig.class);
    var comparison =
        Comparison.of(Evaluated.read(first, name), Evaluated.read(second, name), config.seed());
    target.write(new ComparePage(comparison, config.shownThreshold()).bytes());
    out.print(comparison.text());
    out.printf("Written to %s%n", target.describe());
  }

  private static StoredFile target(Settings settings, Configuration hadoop) throws IOException {
    var place = settings.required("out");
    if (!place.endsWith(".html")) {
      throw new ConfigurationException(
          "out is \"%s\", expected a name that ends in .html".formatted(place));
    }
    return StoredFile.at(place, hadoop);
  }

  /** The one evaluation that both have. */
  private static String inCommon(Storage first, Storage second) throws IOException {
    var ofFirst = Evaluated.names(first);
    var ofSecond = Evaluated.names(second);
    var common = ofFirst.stream().filter(ofSecond::contains).toList();
    if (common.size() == 1) {
      return common.get(0);
    }
    throw new ConfigurationException(
        common.isEmpty()
            ? "the runs have no evaluation in common: %s has %s, %s has %s; evaluate both on the same"
                    .formatted(first, listed(ofFirst), second, listed(ofSecond))
                + " shards"
            : "split is missing: both runs have %s; add split=… to the command line"
                .formatted(listed(common)));
  }

  private static String listed(List<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }
}
