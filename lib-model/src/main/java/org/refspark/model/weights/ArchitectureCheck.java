package org.refspark.model.weights;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.refspark.data.DataFormatException;

/**
 * Tells files of another network: nothing of them matches, or too little of a part that they fill.
 *
 * @param network names of its arrays
 */
record ArchitectureCheck(List<String> network) {
  private static final String PICTURES = "clip.visual";
  private static final Pattern OF_PICTURES = Pattern.compile("(.*\\.)?vis(ual|ion_model)\\..*");
  private static final int SHOWN = 5;

  // Below this share of a part's arrays the file is taken for that of another network.
  private static final double LEAST_SHARE = 0.5;

  static ArchitectureCheck of(Collection<String> network) {
    return new ArchitectureCheck(List.copyOf(network));
  }

  /** The first part of a name, such as {@code clip} or {@code backbone}. */
  static String part(String name) {
    return name.substring(0, Math.max(0, name.indexOf('.')));
  }

  /**
   * The file must be of this network as far as it goes.
   *
   * @throws DataFormatException with names that the file and the network have
   */
  void require(ImportReport report) throws DataFormatException {
    var filled = filled(report);
    if (filled.isEmpty()) {
      throw other("none of its arrays is the network's", report, network);
    }
    // A file with encoders of both pictures and text may fit in one of them only.
    if (report.unexpected().stream().anyMatch(name -> OF_PICTURES.matcher(name).matches())) {
      filled.putIfAbsent(PICTURES, 0);
    }
    for (var section : filled.entrySet()) {
      long expected =
          network.stream().filter(name -> section(name).equals(section.getKey())).count();
      if (section.getValue() < LEAST_SHARE * expected) {
        var what =
            "only %,d of the %,d arrays of %s are in it"
                .formatted(section.getValue(), expected, section.getKey());
        throw other(what, report, report.missing());
      }
    }
  }

  /** Numbers of arrays by section. */
  private static Map<String, Integer> filled(ImportReport report) {
    var names = new ArrayList<>(report.matched());
    report.reshaped().forEach(array -> names.add(array.name()));
    var filled = new HashMap<String, Integer>();
    names.forEach(name -> filled.merge(section(name), 1, Integer::sum));
    return filled;
  }

  /** CLIP's two encoders are counted apart, other parts as a whole. */
  private static String section(String name) {
    return name.startsWith(PICTURES + ".") ? PICTURES : part(name);
  }

  private static DataFormatException other(String what, ImportReport report, List<String> wanted) {
    return new DataFormatException(
        report.file(),
        "%s, is it of another architecture? The file has %s; the network has %s"
            .formatted(what, shown(report.unexpected()), shown(wanted)));
  }

  private static String shown(List<String> names) {
    return names.isEmpty() ? "nothing" : ImportReport.some(names, SHOWN);
  }
}
