package org.refspark.jobs.storage;

import java.util.List;
import java.util.regex.Pattern;

/**
 * How files and folders are named after numbers, of rounds for one: {@code 000012}, so that they
 * sort.
 */
public final class NumberedNames {
  private static final Pattern NAME = Pattern.compile("(\\d{6,9})(\\.json)?");

  private NumberedNames() {}

  /** The name of a number. */
  public static String of(int number) {
    return "%06d".formatted(number);
  }

  /** The numbers that these names mean, ascending; other names are none of ours. */
  public static List<Integer> in(List<String> names) {
    return names.stream()
        .map(NAME::matcher)
        .filter(matcher -> matcher.matches())
        .map(matcher -> Integer.valueOf(matcher.group(1)))
        .sorted()
        .toList();
  }
}
