package org.refspark.jobs.train;

import java.util.List;
import java.util.regex.Pattern;

/** How files and folders are named after rounds: {@code 000012}, so that they sort. */
final class RoundNames {
  private static final Pattern NAME = Pattern.compile("(\\d{6,9})(\\.json)?");

  private RoundNames() {}

  static String of(int round) {
    return "%06d".formatted(round);
  }

  /** The rounds that these names mean, ascending; other names are none of ours. */
  static List<Integer> in(List<String> names) {
    return names.stream()
        .map(NAME::matcher)
        .filter(matcher -> matcher.matches())
        .map(matcher -> Integer.valueOf(matcher.group(1)))
        .sorted()
        .toList();
  }
}
