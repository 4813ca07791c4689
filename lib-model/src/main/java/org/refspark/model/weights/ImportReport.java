package org.refspark.model.weights;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What came of importing a file of weights into a network.
 *
 * @param file as named by the caller
 * @param format of the file
 * @param matched arrays of the network that were filled as they are
 * @param reshaped arrays of the network that were filled after a change of size
 * @param missing arrays that the file does not have, in those parts of the network that it fills
 * @param unexpected arrays of the file that the network does not have
 * @param elsewhere number of arrays in parts of the network that the file says nothing about
 */
public record ImportReport(
    String file,
    String format,
    List<String> matched,
    List<Reshaped> reshaped,
    List<String> missing,
    List<String> unexpected,
    int elsewhere) {

  /**
   * An array that had another size in the file.
   *
   * @param from shape in the file
   * @param to shape in the network
   */
  public record Reshaped(String name, long[] from, long[] to) {
    @Override
    public String toString() {
      return "%s %s -> %s".formatted(name, Arrays.toString(from), Arrays.toString(to));
    }
  }

  public ImportReport {
    matched = List.copyOf(matched);
    reshaped = List.copyOf(reshaped);
    missing = List.copyOf(missing);
    unexpected = List.copyOf(unexpected);
  }

  /**
   * For people: the counts in one line, then a line of names for each kind that needs a look.
   *
   * @param limit names of a line, at most
   */
  public String text(int limit) {
    var text = new StringBuilder();
    text.append(
        "%s (%s): %,d arrays matched, %,d reshaped, %,d missing, %,d unexpected; %,d in other parts keep their start values"
            .formatted(
                file,
                format,
                matched.size(),
                reshaped.size(),
                missing.size(),
                unexpected.size(),
                elsewhere));
    append(text, "reshaped", reshaped, limit);
    append(text, "missing, keep their start values", missing, limit);
    append(text, "unexpected, not used", unexpected, limit);
    return text.toString();
  }

  private static void append(StringBuilder text, String kind, List<?> names, int limit) {
    if (!names.isEmpty()) {
      text.append("\n  %s: %s".formatted(kind, some(names, limit)));
    }
  }

  /** The first few, and how many more there are. */
  static String some(List<?> things, int limit) {
    var shown = things.stream().limit(limit).map(String::valueOf).collect(Collectors.joining(", "));
    return things.size() <= limit
        ? shown
        : "%s and %,d more".formatted(shown, things.size() - limit);
  }
}
