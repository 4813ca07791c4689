package org.refspark.jobs.sweep;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Settings that are tried, with one seed or several.
 *
 * @param name as tables have it
 * @param conf file of settings under those of the sweep; absent where it has none
 * @param values of keys, over those of the sweep
 * @param published figures of the paper by metric, in percent
 */
record Point(
    String name,
    Optional<String> conf,
    SortedMap<String, String> values,
    Map<String, Double> published) {

  /** The name of a folder: {@code K = 5} becomes {@code k-5}. */
  String folder() {
    var plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-");
    return plain.replaceAll("^[-.]+|[-.]+$", "");
  }
}
