package org.refspark.jobs.registry;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.command.Cluster;
import org.refspark.jobs.command.Command;
import org.refspark.jobs.command.CommandFailure;
import org.refspark.jobs.command.ExitCode;
import org.refspark.jobs.command.Table;
import org.refspark.jobs.config.CheckpointConfig;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.storage.Storage;
import org.refspark.jobs.train.Lease;
import org.refspark.jobs.use.ModelPackage;

/** {@code refspark registry list|show|promote|rollback}: versions, and which is champion. */
public final class RegistryCommand implements Command {
  private static final String VERSION = "version";
  private static final String REGISTRY = "registry";

  @Override
  public String name() {
    return REGISTRY;
  }

  @Override
  public String summary() {
    return "list a registry's versions, show one, promote one, or roll back the champion";
  }

  @Override
  public String help() {
    return """
        refspark registry list     registry=DIR
        refspark registry show     registry=DIR [version=NAME]
        refspark registry promote  registry=DIR version=NAME
        refspark registry rollback registry=DIR

          registry   the folder that refspark retrain keeps
          version    such as v000002; show takes the champion where none is given

        The task is one of

          list       every version: its tick, its parent, what it learnt from, how it did
          show       where a version came from and why it was promoted or kept
          promote    makes a version champion, whatever the gate said of it. One whose training or
                     evaluation is not whole, or whose values are no numbers, is refused.
          rollback   makes the former champion champion again; given again, the one before it

        The champion's model is DIR/models/NAME/package, for refspark predict package=… and Java.
        Nothing is removed or written over: DIR/champion/ keeps every change. While a tick of
        refspark retrain runs, it alone may change the champion: promote and rollback say so and end.

        refspark registry list registry=/data/registry
        refspark registry show registry=s3a://bucket/registry version=v000003
        """;
  }

  @Override
  public Set<String> arguments() {
    return Set.of(TASK, REGISTRY, VERSION);
  }

  @Override
  public void run(Settings settings, PrintStream out) throws IOException {
    var registry = new Registry(Storage.at(settings.required(REGISTRY), Cluster.hadoop(settings)));
    var task =
        settings
            .optional(TASK)
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        "what to do is missing: refspark registry list, show, promote or rollback"));
    switch (task) {
      case "list" -> list(registry, out);
      case "show" -> show(registry, settings, out);
      case "promote" -> promote(registry, settings, out);
      case "rollback" -> rollBack(registry, settings, out);
      default ->
          throw new ConfigurationException(
              "registry %s: expected list, show, promote or rollback".formatted(task));
    }
  }

  private static void list(Registry registry, PrintStream out) throws IOException {
    var versions = registry.versions();
    if (versions.isEmpty()) {
      out.printf(
          "%s: no version yet. Next: refspark retrain --conf FILE registry=%s%n",
          registry.folder().place(), registry.folder().place());
      return;
    }
    var standing = Standing.of(registry);
    var table =
        new Table("version", "tick", "parent", "pictures", "metric (%)", "champion then", "is");
    for (var version : versions) {
      table.row(
          version.name(),
          version.tick(),
          version.parent().isEmpty() ? "–" : version.parent(),
          "%,d".formatted(version.data().pictures()),
          version.measurement().map(RegistryCommand::metric).orElse("–"),
          version.compared().map(c -> percent(c.value()) + " " + c.champion()).orElse("–"),
          standing.of(version));
    }
    out.print(table);
    var champion = registry.champions().current();
    out.println(
        champion.isPresent()
            ? "Champion: %s, %s".formatted(champion.get(), packagePlace(registry, champion.get()))
            : "Champion: none yet");
  }

  private static void show(Registry registry, Settings settings, PrintStream out)
      throws IOException {
    var champion = registry.champions().current();
    var name =
        settings
            .optional(VERSION)
            .or(() -> champion)
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        "there is no champion to show; add version=NAME to the command line"));
    var version = registry.version(name);
    out.printf("%s: %s%n", name, Standing.of(registry).of(version));
    out.printf("  tick      %s%n", version.tick());
    out.printf(
        "  began     %s%n",
        version.parent().isEmpty() ? "from scratch" : "with the weights of " + version.parent());
    out.printf(
        "  data      pictures: %,d, expressions: %,d (hash %.12s…)%n",
        version.data().pictures(), version.data().expressions(), version.data().hash());
    for (var part : version.data().parts()) {
      out.printf(
          "            %s: pictures %,d, found at %s, content %.12s…%n",
          part.place(), part.pictures(), part.tick(), part.content());
    }
    version
        .measurement()
        .ifPresent(
            measured ->
                out.printf(
                    "  measured  %s on %s, expressions: %,d (frozen split %.12s…)%n",
                    metric(measured),
                    measured.evaluation(),
                    measured.expressions(),
                    measured.frozen()));
    out.printf("  decision  %s%n", version.decision().summary());
    for (var check : version.decision().checks()) {
      out.printf("            %s %s: %s%n", check.passed() ? "+" : "-", check.name(), check.said());
    }
    if (version.decision().sound()) {
      out.printf("  package   %s%n", packagePlace(registry, name));
    }
  }

  private static void promote(Registry registry, Settings settings, PrintStream out)
      throws IOException {
    var version = registry.version(settings.required(VERSION));
    requireSound(registry, version);
    try (var lease = lease(registry, settings)) {
      if (registry.champions().current().equals(Optional.of(version.name()))) {
        out.printf("%s is champion already.%n", version.name());
        return;
      }
      registry.champions().promote(lease, version.name(), "refspark registry promote");
    }
    out.printf("Champion: %s, %s%n", version.name(), packagePlace(registry, version.name()));
  }

  /** Whoever promotes by hand may overrule the gate, but not that a model must be whole. */
  private static void requireSound(Registry registry, Version version) throws IOException {
    if (!version.decision().sound()) {
      throw new CommandFailure(
          ExitCode.DATA,
          "%s cannot be champion: %s"
              .formatted(
                  version.name(),
                  version.decision().checks().stream()
                      .filter(check -> !check.passed())
                      .map(Version.Check::said)
                      .collect(Collectors.joining("; "))));
    }
    try {
      ModelPackage.read(registry.model(version.name()).child(Registry.PACKAGE));
    } catch (DataFormatException e) {
      throw new DataFormatException(
          packagePlace(registry, version.name()),
          "is not whole, so that %s cannot be champion: %s"
              .formatted(version.name(), e.getMessage()),
          e);
    }
  }

  private static void rollBack(Registry registry, Settings settings, PrintStream out)
      throws IOException {
    try (var lease = lease(registry, settings)) {
      var before = registry.champions().current();
      var pointer = registry.champions().rollBack(lease, "refspark registry rollback");
      out.printf(
          "Champion: %s again, after %s; %s%n",
          pointer.version(), before.orElse("none"), packagePlace(registry, pointer.version()));
    }
  }

  private static Lease lease(Registry registry, Settings settings) throws IOException {
    return Lease.take(
        registry.folder(), settings.section("checkpoint", CheckpointConfig.class).leaseTimeout());
  }

  private static String packagePlace(Registry registry, String version) {
    return registry.model(version).describe(Registry.PACKAGE);
  }

  private static String metric(Version.Measured measured) {
    return measured.metric() + " " + percent(measured.value());
  }

  private static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.1f", 100 * fraction);
  }
}
