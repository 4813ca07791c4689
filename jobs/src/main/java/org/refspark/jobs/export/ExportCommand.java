package org.refspark.jobs.export;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;
import java.util.Set;
import org.refspark.jobs.command.Cluster;
import org.refspark.jobs.command.Command;
import org.refspark.jobs.config.EvaluateConfig;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.evaluate.ModelFactories;
import org.refspark.jobs.storage.Storage;

/** {@code refspark export}: a run's model as a package. */
public final class ExportCommand implements Command {
  private final ModelFactories factories;

  /**
   * @param factories of the networks that runs have trained
   */
  public ExportCommand(ModelFactories factories) {
    this.factories = factories;
  }

  @Override
  public String name() {
    return "export";
  }

  @Override
  public String summary() {
    return "write a run's model as a package that needs no Spark";
  }

  @Override
  public String help() {
    return """
        refspark export run=DIR out=PLACE [--checkpoint NAME] [intended-use="…"]

          run                the run's directory
          out                the package's folder, new or empty
          --checkpoint NAME  newest (the default), best, or the number of a round
          intended-use       a sentence for the model card: what the model is meant for

        The package holds the weights (safetensors), the resolved configuration, the vocabulary, the
        categories, metrics.json of each evaluation of this checkpoint, MODEL_CARD.md and, written
        last, package.json with the hash of every file. refspark predict package=PLACE uses it, and
        so does Java: RefSpark.load(path).segment(image, expression).

        refspark export run=/data/runs/demo out=/data/packages/demo --checkpoint best
        """;
  }

  @Override
  public Set<String> arguments() {
    return Set.of("run", "out", ModelCard.INTENDED_USE);
  }

  @Override
  public Optional<String> next(Settings settings) {
    return Optional.of(
        "predict package=%s image=… expression=\"…\" out=….png"
            .formatted(settings.required("out")));
  }

  @Override
  public void run(Settings settings, PrintStream out) throws IOException {
    var hadoop = Cluster.hadoop(settings);
    var run = Storage.at(settings.required("run"), hadoop);
    var target = Storage.at(settings.required("out"), hadoop);
    var checkpoint = settings.section("evaluate", EvaluateConfig.class).checkpoint();
    var writer = new PackageWriter(run, target, factories);
    var written = writer.write(checkpoint, settings.optional(ModelCard.INTENDED_USE));
    out.printf(
        "Package of %s (%s): %d files, %,d bytes%n",
        written.document().model(),
        written.document().checkpoint().split(" ")[0],
        written.document().files().size() + 1,
        written.document().bytes());
    written.leftOut().forEach(note -> out.println("Left out: " + note));
    out.printf("Written to %s%n", target.place());
  }
}
