package org.refspark.jobs.network;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Set;
import java.util.stream.Collectors;
import org.refspark.data.Expression;
import org.refspark.data.synthetic.SceneGenerator;
import org.refspark.data.text.Vocabulary;
import org.refspark.jobs.command.Cluster;
import org.refspark.jobs.command.Command;
import org.refspark.jobs.config.Settings;
import org.refspark.model.ParameterLayout;

/** {@code refspark describe}: what a configured network is made of. */
public final class DescribeCommand implements Command {
  @Override
  public String name() {
    return "describe";
  }

  @Override
  public String summary() {
    return "list a network's weights";
  }

  @Override
  public String help() {
    return """
        refspark describe [--conf FILE] [key=value …]

        Name, shape, number of values and optimiser group of every array. Where a network reads the
        words of its data, they are those of one generated scene.

        refspark describe --conf conf/grm-net/paper.conf
        refspark describe --conf conf/grm-net/small.conf model.references.count=0

        Settings: section model of the configuration. What a network costs: refspark bench.
        """;
  }

  @Override
  public Set<String> arguments() {
    return Set.of();
  }

  @Override
  public void run(Settings settings, PrintStream out) throws IOException {
    var scene = SceneGenerator.scene(1, "train", 1);
    var texts = scene.toReferringImage().expressions().stream().map(Expression::text).toList();
    var words = Vocabulary.of(texts).words();
    try (var model = Networks.untrained(settings, words, 1, 1, Cluster.hadoop(settings))) {
      table(model.layout(), out);
    }
  }

  private static void table(ParameterLayout layout, PrintStream out) {
    for (var slot : layout.slots()) {
      var shape =
          Arrays.stream(slot.shape()).mapToObj(Long::toString).collect(Collectors.joining(" x "));
      out.printf("%-52s %-22s %,12d  %s%n", slot.name(), shape, slot.length(), slot.group());
    }
    var parts =
        layout.slots().stream()
            .collect(
                Collectors.groupingBy(
                    slot -> slot.name().substring(0, slot.name().indexOf('.')),
                    LinkedHashMap::new,
                    Collectors.summingLong(ParameterLayout.Slot::length)));
    out.println();
    parts.forEach((part, values) -> out.printf("%-75s %,12d%n", part, values));
    out.printf(
        "%-75s %,12d, of which %,d trainable%n", "all", layout.length(), layout.trainableLength());
  }
}
