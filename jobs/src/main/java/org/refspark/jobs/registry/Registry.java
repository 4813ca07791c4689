package org.refspark.jobs.registry;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.command.CommandFailure;
import org.refspark.jobs.command.ExitCode;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.storage.Storage;

/**
 * A folder of versions of one model: {@code models/v000001/} with the run, the package and {@code
 * version.json}, and {@code champion/} with who is champion.
 */
public final class Registry {
  /** The folder of a version's package, which {@code predict} takes. */
  public static final String PACKAGE = "package";

  private static final String MODELS = "models";
  private static final String DOCUMENT = "version.json";
  private static final Pattern NAME = Pattern.compile("v(\\d{6,9})");

  private final Storage folder;

  /**
   * @param folder which need not exist yet
   */
  public Registry(Storage folder) {
    this.folder = folder;
  }

  /** Where it lies. */
  public Storage folder() {
    return folder;
  }

  /** Which version is champion. */
  public Champions champions() {
    return new Champions(folder);
  }

  /** The folder of a version. */
  public Storage model(String version) {
    return folder.child(MODELS + "/" + version);
  }

  /** All whole versions, the oldest first. */
  public List<Version> versions() throws IOException {
    var versions = new ArrayList<Version>();
    for (int number : numbers()) {
      var name = name(number);
      if (isWhole(name)) {
        versions.add(version(name));
      }
    }
    return versions;
  }

  /** The name for the next version: no folder has it yet. */
  public String next() throws IOException {
    var numbers = numbers();
    return name(numbers.isEmpty() ? 1 : numbers.get(numbers.size() - 1) + 1);
  }

  private List<Integer> numbers() throws IOException {
    return folder.list(MODELS).stream()
        .map(NAME::matcher)
        .filter(matcher -> matcher.matches())
        .map(matcher -> Integer.valueOf(matcher.group(1)))
        .sorted()
        .toList();
  }

  private static String name(int number) {
    return "v%06d".formatted(number);
  }

  /**
   * A version by its name.
   *
   * @throws CommandFailure where there is none of that name
   */
  public Version version(String name) throws IOException {
    if (!NAME.matcher(name).matches() || !isWhole(name)) {
      var known = versions().stream().map(Version::name).toList();
      throw new CommandFailure(
          ExitCode.USAGE,
          "%s: there is no whole version %s; %s"
              .formatted(
                  folder.place(),
                  name,
                  known.isEmpty() ? "there is none yet" : "known: " + String.join(", ", known)));
    }
    var version = Json.read(model(name), DOCUMENT, Version.class);
    if (version.format() != Version.FORMAT || !version.name().equals(name)) {
      throw new DataFormatException(
          model(name).describe(DOCUMENT),
          "is format %d of version %s, expected format %d of version %s"
              .formatted(version.format(), version.name(), Version.FORMAT, name));
    }
    return version;
  }

  private boolean isWhole(String name) throws IOException {
    return Json.isCommitted(model(name), DOCUMENT);
  }

  /** Adds a version: this is its commit, after all of its other files. */
  public void add(Version version) throws IOException {
    Json.write(model(version.name()), DOCUMENT, version);
  }

  /** The champion's version; none where none was promoted yet. */
  public Optional<Version> champion() throws IOException {
    var name = champions().current();
    return name.isPresent() ? Optional.of(version(name.get())) : Optional.empty();
  }
}
