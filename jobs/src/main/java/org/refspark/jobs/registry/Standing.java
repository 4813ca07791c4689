package org.refspark.jobs.registry;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What versions are now.
 *
 * @param champion the present one
 * @param champions all that are or were
 */
public record Standing(Optional<String> champion, Set<String> champions) {

  /** That of a registry. */
  public static Standing of(Registry registry) throws IOException {
    var history = registry.champions().history();
    return new Standing(
        registry.champions().current(),
        history.stream().map(Pointer::version).collect(Collectors.toSet()));
  }

  /** In a word or two: champion, former champion, kept back, or not sound. */
  public String of(Version version) {
    if (champion.equals(Optional.of(version.name()))) {
      return "champion";
    }
    if (champions.contains(version.name())) {
      return "former champion";
    }
    return version.decision().sound() ? "kept back" : "not sound";
  }
}
