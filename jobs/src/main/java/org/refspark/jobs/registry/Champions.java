package org.refspark.jobs.registry;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.command.CommandFailure;
import org.refspark.jobs.command.ExitCode;
import org.refspark.jobs.registry.Pointer.Kind;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.storage.NumberedNames;
import org.refspark.jobs.storage.Storage;
import org.refspark.jobs.train.Lease;

/**
 * Which version is champion, and which were: numbered documents, each created only if absent, so
 * that of two rivals one wins. Nothing is renamed and nothing is written over; whoever changes the
 * champion holds the registry's lease and is refused where it has lost it.
 */
public final class Champions {
  private static final String FOLDER = "champion";

  private final Storage registry;

  Champions(Storage registry) {
    this.registry = registry;
  }

  /** All changes, the oldest first. */
  public List<Pointer> history() throws IOException {
    var numbers = NumberedNames.in(registry.list(FOLDER));
    var history = new ArrayList<Pointer>();
    for (int number : numbers) {
      try {
        history.add(read(number));
      } catch (DataFormatException e) {
        if (number != numbers.get(numbers.size() - 1) || Json.isComplete(registry, name(number))) {
          throw e;
        }
        // Whoever wrote the last one died over it: it never counted.
      }
    }
    return history;
  }

  /** The champion; none where no version was promoted yet. */
  public Optional<String> current() throws IOException {
    return Optional.ofNullable(line().peek());
  }

  /**
   * Makes a version champion.
   *
   * @param by what does it, for the history
   */
  public Pointer promote(Lease lease, String version, String by) throws IOException {
    return add(lease, Kind.PROMOTED, version, by);
  }

  /**
   * Makes the former champion champion again.
   *
   * @param by what does it, for the history
   * @throws CommandFailure where there is no former one
   */
  public Pointer rollBack(Lease lease, String by) throws IOException {
    var line = line();
    var last = line.poll();
    var former = line.peek();
    if (former == null) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "%s: there is no former champion to go back to; %s"
              .formatted(
                  registry.place(),
                  last == null
                      ? "no version was promoted yet"
                      : last + " is the first one. refspark registry promote names another"));
    }
    return add(lease, Kind.ROLLED_BACK, former, by);
  }

  /** Champions that were not taken back, the present one first. */
  private ArrayDeque<String> line() throws IOException {
    var line = new ArrayDeque<String>();
    for (var pointer : history()) {
      if (pointer.kind() == Kind.ROLLED_BACK) {
        line.pop();
      } else {
        line.push(pointer.version());
      }
    }
    return line;
  }

  private Pointer add(Lease lease, Kind kind, String version, String by) throws IOException {
    var numbers = NumberedNames.in(registry.list(FOLDER));
    var history = history();
    if (numbers.size() > history.size()) {
      lease.check();
      registry.delete(name(numbers.get(numbers.size() - 1)));
    }
    var pointer = new Pointer(Pointer.FORMAT, history.size() + 1, kind, version, by);
    lease.check();
    // This creation is the atomic change of the champion.
    if (!registry.create(name(pointer.number()), Json.sealed(pointer))) {
      throw new CommandFailure(
          ExitCode.RETRY,
          "%s: another process has changed the champion in this moment; look with: refspark registry"
                  .formatted(registry.describe(name(pointer.number())))
              + " list, and run the same command again");
    }
    return pointer;
  }

  private Pointer read(int number) throws IOException {
    var pointer = Json.read(registry, name(number), Pointer.class);
    if (pointer.format() != Pointer.FORMAT || pointer.number() != number) {
      throw new DataFormatException(
          registry.describe(name(number)),
          "is format %d of number %d, expected format %d of number %d"
              .formatted(pointer.format(), pointer.number(), Pointer.FORMAT, number));
    }
    return pointer;
  }

  private static String name(int number) {
    return FOLDER + "/" + NumberedNames.of(number) + ".json";
  }
}
