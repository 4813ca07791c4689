package org.refspark.jobs.retrain;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.refspark.jobs.command.CommandFailure;
import org.refspark.jobs.command.ExitCode;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.RetrainConfig;
import org.refspark.jobs.registry.Registry;
import org.refspark.jobs.registry.Version;
import org.refspark.jobs.registry.Version.Data;
import org.refspark.jobs.registry.Version.Decision;
import org.refspark.jobs.retrain.TickFolder.Begun;
import org.refspark.jobs.retrain.TickFolder.Decided;
import org.refspark.jobs.retrain.TickFolder.Evaluated;
import org.refspark.jobs.retrain.TickFolder.Found;
import org.refspark.jobs.retrain.TickFolder.Outcome;
import org.refspark.jobs.retrain.TickFolder.Sharded;
import org.refspark.jobs.retrain.TickFolder.Taken;
import org.refspark.jobs.retrain.Workshop.Trained;
import org.refspark.jobs.storage.Storage;
import org.refspark.jobs.train.Lease;

/**
 * One tick: find, shard, train, evaluate, decide. Each step ends with a document, see {@link
 * TickFolder}; the same tick again goes on behind the last document, and does nothing where it was
 * decided.
 */
final class Tick {
  private final Registry registry;
  private final Ticks ticks;
  private final TickTime time;
  private final TickFolder documents;
  private final RetrainConfig config;
  private final Workshop workshop;
  private final Lease lease;
  private final PrintStream out;

  /**
   * @param lease of the registry, held while the tick runs
   * @param out is told what is done
   */
  Tick(
      Registry registry,
      TickTime time,
      RetrainConfig config,
      Workshop workshop,
      Lease lease,
      PrintStream out) {
    this.registry = registry;
    this.ticks = new Ticks(registry.folder());
    this.time = time;
    this.documents = ticks.folder(time);
    this.config = config;
    this.workshop = workshop;
    this.lease = lease;
    this.out = out;
  }

  /**
   * Does what is left of the tick.
   *
   * @param configuration all settings, kept with the tick
   * @param anyway whether a version is made where no data came, too
   */
  Decided run(JsonNode configuration, boolean anyway) throws Exception {
    var done = documents.find(TickFolder.DECISION, Decided.class);
    if (done.isPresent()) {
      out.printf("Tick %s was decided before: %s%n", time, done.get().summary());
      return done.get();
    }
    var begun = once(TickFolder.TICK, Begun.class, () -> begin(configuration, anyway));
    requireFrozen(begun.frozen());
    say(1, "Looking for data that came");
    var found = once(TickFolder.FOUND, Found.class, () -> find(begun));
    if (found.version().isEmpty()) {
      return end(new Decided(Outcome.NO_NEW_DATA, "", "No new data.", begun.before()));
    }
    say(2, "Making shards of what came");
    var sharded = once(TickFolder.SHARDS, Sharded.class, () -> shard(begun, found));
    var parent = parent(begun);
    say(3, "Training " + found.version());
    var model = registry.model(found.version());
    var trained =
        once(
            TickFolder.TRAINED,
            Trained.class,
            () -> workshop.train(folders(sharded), parent, model));
    var version = judge(begun, found, sharded, parent, trained);
    return end(settle(begun, version));
  }

  /** Does a step unless it is done; whoever has lost the registry neither begins nor commits it. */
  private <T> T once(String name, Class<T> type, TickFolder.Step<T> step) throws Exception {
    return documents.once(
        name,
        type,
        () -> {
          lease.check();
          var document = step.run();
          lease.check();
          return document;
        });
  }

  /**
   * Gives the tick up: what it found will be found again, and made into shards by the settings of
   * then.
   *
   * @throws CommandFailure where it has made its version and needs but to be ended
   */
  Decided abandon() throws Exception {
    var begun = documents.find(TickFolder.TICK, Begun.class);
    var found = documents.find(TickFolder.FOUND, Found.class);
    if (found.isPresent()) {
      requireUndecided(found.get().version());
      for (var arrival : found.get().arrivals()) {
        lease.check();
        registry.folder().child(arrival.shards()).delete("");
      }
    }
    return end(
        new Decided(
            Outcome.ABANDONED,
            "",
            "Given up; what it found will be found again.",
            begun.map(Begun::before).orElse("")));
  }

  private void requireUndecided(String version) throws IOException {
    if (registry.versions().stream().anyMatch(made -> made.name().equals(version))) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "tick %s has made %s and is all but ended: run it again without --abandon"
              .formatted(time, version));
    }
  }

  private Begun begin(JsonNode configuration, boolean anyway) throws IOException {
    ticks.requireNewest(time);
    return new Begun(
        time.toString(),
        registry.champions().current().orElse(""),
        workshop.frozen(),
        ticks.dataBefore(time),
        anyway,
        configuration);
  }

  /** What versions are measured on stays the same for as long as the registry lives. */
  private void requireFrozen(String frozen) throws IOException {
    var now = workshop.frozen();
    var first =
        registry.versions().stream()
            .map(Version::measurement)
            .flatMap(Optional::stream)
            .map(Version.Measured::frozen)
            .findFirst()
            .orElse(frozen);
    if (!now.equals(frozen) || !now.equals(first)) {
      throw new ConfigurationException(
          ("data.eval has the hash %.12s… now, but the versions of %s are measured on shards of the"
                  + " hash %.12s…, and only figures on the same shards can be compared. Give those"
                  + " shards, or begin another registry")
              .formatted(now, registry.folder().place(), now.equals(frozen) ? first : frozen));
    }
  }

  private Found find(Begun begun) throws IOException {
    var known = ticks.data(begun.before()).stream().map(Taken::arrival).toList();
    var arrivals = arrivals().beside(known);
    for (var arrival : arrivals) {
      out.printf(
          "New: %s (files: %,d, %.1f MB)%n",
          arrival.place(), arrival.files(), arrival.bytes() / 1e6);
    }
    boolean needed = !arrivals.isEmpty() || begun.anyway() && !known.isEmpty();
    return new Found(needed ? registry.next() : "", arrivals);
  }

  private Arrivals arrivals() {
    return new Arrivals(config, registry.folder().hadoopConfiguration(), workshop, out);
  }

  private Sharded shard(Begun begun, Found found) throws Exception {
    var taken = new ArrayList<>(ticks.data(begun.before()));
    for (var arrival : found.arrivals()) {
      var hadoop = registry.folder().hadoopConfiguration();
      var source = Storage.at(arrival.place(), hadoop);
      var folder = registry.folder().child(arrival.shards());
      var shards = workshop.shard(source, folder);
      if (!arrivals().isUnchanged(arrival, source)) {
        folder.delete("");
        throw changed(arrival);
      }
      taken.add(
          new Taken(
              arrival,
              new Version.Part(
                  arrival.place(),
                  arrival.content(),
                  arrival.shards(),
                  shards.hash(),
                  shards.pictures(),
                  shards.expressions(),
                  time.toString())));
    }
    return new Sharded(taken);
  }

  private static CommandFailure changed(Arrival arrival) {
    return new CommandFailure(
        ExitCode.DATA,
        ("%s has changed while it was taken; its shards were removed. Give the tick up with --abandon"
                + " once the folder is whole: the next one takes it. retrain.ready-file keeps folders"
                + " from being taken too early")
            .formatted(arrival.place()));
  }

  private List<Storage> folders(Sharded sharded) {
    return sharded.taken().stream()
        .map(taken -> registry.folder().child(taken.part().shards()))
        .toList();
  }

  /** The champion of the tick's beginning, where candidates begin with its weights. */
  private Optional<Version> parent(Begun begun) throws IOException {
    return config.warmStart() == RetrainConfig.WarmStart.CHAMPION
        ? champion(begun)
        : Optional.empty();
  }

  private Optional<Version> champion(Begun begun) throws IOException {
    return begun.champion().isEmpty()
        ? Optional.empty()
        : Optional.of(registry.version(begun.champion()));
  }

  /** Evaluates, exports and asks the gate. */
  private Version judge(
      Begun begun, Found found, Sharded sharded, Optional<Version> parent, Trained trained)
      throws Exception {
    var gate = new Gate(config.gate(), begun.frozen());
    if (!trained.failure().isEmpty()) {
      return version(begun, found, sharded, parent, trained, null, gate.ofFailed(trained));
    }
    say(
        4,
        "Measuring " + found.version() + champion(begun).map(c -> " and the champion").orElse(""));
    var model = registry.model(found.version());
    var evaluated =
        once(
            TickFolder.EVALUATED,
            Evaluated.class,
            () -> evaluate(champion(begun), model, trained.checkpoint()));
    var champion =
        evaluated.champion() == null
            ? Optional.<Gate.Champion>empty()
            : Optional.of(new Gate.Champion(evaluated.champion(), evaluated.comparison()));
    say(5, "Deciding");
    var decision = gate.decide(trained, evaluated.candidate(), champion);
    if (decision.sound()) {
      lease.check();
      workshop.export(model, trained.checkpoint());
    }
    return version(begun, found, sharded, parent, trained, evaluated, decision);
  }

  private Evaluated evaluate(Optional<Version> champion, Storage model, String checkpoint)
      throws Exception {
    var candidate = workshop.examine(model, checkpoint);
    if (champion.isEmpty()) {
      return new Evaluated(candidate, null, null);
    }
    var comparison = workshop.compare(champion.get(), model, candidate);
    var before =
        workshop.examine(registry.model(champion.get().name()), champion.get().checkpoint());
    return new Evaluated(candidate, before, comparison);
  }

  private Version version(
      Begun begun,
      Found found,
      Sharded sharded,
      Optional<Version> parent,
      Trained trained,
      Evaluated evaluated,
      Decision decision) {
    return new Version(
        Version.FORMAT,
        found.version(),
        time.toString(),
        parent.map(Version::name).orElse(""),
        new Data(
            trained.data(),
            trained.pictures(),
            trained.expressions(),
            sharded.taken().stream().map(Taken::part).toList()),
        trained.checkpoint(),
        begun.configuration(),
        evaluated == null ? null : evaluated.candidate().measured(),
        evaluated == null ? null : evaluated.comparison(),
        decision);
  }

  /** Writes the version, then the pointer, so that no champion is without its document. */
  private Decided settle(Begun begun, Version judged) throws IOException {
    var champions = registry.champions();
    var by = "tick " + time;
    boolean before =
        champions.history().stream()
            .anyMatch(p -> p.by().equals(by) && p.version().equals(judged.name()));
    var now = champions.current().orElse("");
    var version =
        judged.decision().promoted() && !before && !now.equals(begun.champion())
            ? judged.with(overtaken(begun, judged.decision(), now))
            : judged;
    lease.check();
    registry.add(version);
    if (version.decision().promoted() && !before) {
      champions.promote(lease, version.name(), by);
    }
    return new Decided(
        version.decision().promoted() ? Outcome.PROMOTED : Outcome.KEPT,
        version.name(),
        version.name() + ": " + version.decision().summary(),
        time.folder());
  }

  /** Someone has changed the champion between a crash of the tick and now. */
  private static Decision overtaken(Begun begun, Decision decision, String now) {
    var said =
        "the champion was %s when it was compared, and is %s now"
            .formatted(begun.champion().isEmpty() ? "none" : begun.champion(), now);
    var checks = new ArrayList<>(decision.checks());
    checks.add(new Version.Check("still the champion", false, said));
    return new Decision(false, decision.sound(), "Kept back: " + said + ".", checks);
  }

  private Decided end(Decided decided) throws Exception {
    lease.check();
    // This write ends the tick.
    var written = documents.once(TickFolder.DECISION, Decided.class, () -> decided);
    out.printf("%nTick %s: %s%n", time, written.summary());
    return written;
  }

  private void say(int step, String what) {
    out.printf("%n[%d/5] %s%n", step, what);
    out.flush();
  }
}
