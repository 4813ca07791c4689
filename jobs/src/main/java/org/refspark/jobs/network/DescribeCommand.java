package org.refspark.jobs.network;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.refspark.data.Expression;
import org.refspark.data.synthetic.SceneGenerator;
import org.refspark.data.text.Vocabulary;
import org.refspark.jobs.command.Command;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.config.TrainConfig;
import org.refspark.model.ParameterLayout;
import org.refspark.model.Query;
import org.refspark.model.Trainer;
import org.refspark.model.optim.OptimizerConfig;
import org.refspark.model.optim.Optimizers;

/** {@code refspark describe}: what a configured network is made of, and what a step of it costs. */
public final class DescribeCommand implements Command {
  private static final String STEP = "step";

  @Override
  public String name() {
    return "describe";
  }

  @Override
  public String summary() {
    return "list a network's weights, and try one training step";
  }

  @Override
  public String help() {
    return """
        refspark describe [--conf FILE] [--step] [key=value …]

          --step   take one training step of one expression on a generated scene, and say how
                   long it took and how much memory the process has used at most

        refspark describe --conf conf/grm-net/paper.conf --step
        refspark describe --conf conf/grm-net/small.conf model.references.count=0

        Settings: section model of the configuration.
        """;
  }

  @Override
  public Set<String> arguments() {
    return Set.of(STEP);
  }

  @Override
  public void run(Settings settings, PrintStream out) throws IOException {
    var scene = SceneGenerator.scene(1, "train", 1).toReferringImage();
    var texts = scene.expressions().stream().map(Expression::text).toList();
    var spec =
        new NetworkSpec(
            Architecture.render(settings.section("model")),
            Vocabulary.of(texts).words(),
            new byte[0],
            1,
            1,
            new double[0],
            settings.section("train", TrainConfig.class).seed());
    var optimizer = settings.section("optimizer", OptimizerConfig.class);
    try (var model = spec.build();
        var trainer = new Trainer(model, Optimizers.create(optimizer, model.layout(), 1000))) {
      table(model.layout(), out);
      if (settings.flag(STEP)) {
        step(trainer, new Query(scene, List.of(0)), out);
      }
    }
  }

  private static void table(ParameterLayout layout, PrintStream out) {
    for (var slot : layout.slots()) {
      var shape =
          Arrays.stream(slot.shape()).mapToObj(Long::toString).collect(Collectors.joining(" x "));
      out.printf("%-44s %-22s %,12d  %s%n", slot.name(), shape, slot.length(), slot.group());
    }
    var groups =
        layout.slots().stream()
            .collect(
                Collectors.groupingBy(
                    slot -> slot.name().substring(0, slot.name().indexOf('.')),
                    java.util.LinkedHashMap::new,
                    Collectors.summingLong(ParameterLayout.Slot::length)));
    out.println();
    groups.forEach((part, values) -> out.printf("%-67s %,12d%n", part, values));
    out.printf(
        "%-67s %,12d, of which %,d trainable%n", "all", layout.length(), layout.trainableLength());
  }

  private static void step(Trainer trainer, Query query, PrintStream out) throws IOException {
    trainer.step(List.of(query), 0, 1);
    long start = System.nanoTime();
    var report = trainer.step(List.of(query), 1, 2);
    double seconds = (System.nanoTime() - start) / 1e9;
    out.printf(
        "%nOne training step of one expression: %.2f s (the second; the first also allocates), loss %.4f %s%n",
        seconds, report.loss(), report.parts());
    var status = Path.of("/proc/self/status");
    if (Files.isReadable(status)) {
      try (var lines = Files.lines(status)) {
        lines
            .filter(line -> line.startsWith("VmHWM:"))
            .map(line -> line.replaceAll("[^0-9]", ""))
            .forEach(
                kilobytes ->
                    out.printf(
                        "Largest memory of the process: %.2f GB%n",
                        Long.parseLong(kilobytes) / 1048576.0));
      }
    }
  }
}
