package org.refspark.model.weights;

import java.util.List;
import org.refspark.data.DataFormatException;

/**
 * How a weights file and a network fit together.
 *
 * @param file as named by the caller
 * @param matched arrays of the network that were filled
 * @param missing arrays of the network that the file does not have
 * @param unexpected arrays of the file that the network does not have
 */
public record ReadReport(
    String file, List<String> matched, List<String> missing, List<String> unexpected) {
  private static final int NAMED = 5;

  public ReadReport {
    matched = List.copyOf(matched);
    missing = List.copyOf(missing);
    unexpected = List.copyOf(unexpected);
  }

  /**
   * The file and the network must have just the same arrays, as when a training is resumed.
   *
   * @throws DataFormatException naming arrays that only one of them has
   */
  public void requireExact() throws DataFormatException {
    if (!missing.isEmpty() || !unexpected.isEmpty()) {
      throw new DataFormatException(
          file,
          "holds other arrays than the network, is it another configuration? missing %s, unexpected %s"
              .formatted(some(missing), some(unexpected)));
    }
  }

  private static String some(List<String> names) {
    if (names.isEmpty()) {
      return "none";
    }
    var shown = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
    return names.size() <= NAMED ? shown : "%s and %d more".formatted(shown, names.size() - NAMED);
  }
}
