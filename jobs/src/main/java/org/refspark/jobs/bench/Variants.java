package org.refspark.jobs.bench;

import java.util.ArrayList;
import java.util.List;
import org.refspark.jobs.config.ConfigurationException;

/**
 * The values of one setting that a benchmark goes through.
 *
 * @param key of the setting
 * @param values in the order given
 */
record Variants(String key, List<String> values) {
  Variants {
    values = List.copyOf(values);
  }

  /**
   * Parses {@code key=value,value,…}; commas within brackets belong to the value.
   *
   * @throws ConfigurationException where there is no key or no value
   */
  static Variants parse(String text) {
    int equals = text.indexOf('=');
    if (equals < 1 || equals == text.length() - 1) {
      throw new ConfigurationException(
          "--over %s: expected KEY=VALUE,VALUE,… such as model.queries.count=1,8,24"
              .formatted(text));
    }
    var values = new ArrayList<String>();
    var value = new StringBuilder();
    int depth = 0;
    for (char c : text.substring(equals + 1).toCharArray()) {
      depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
      if (c == ',' && depth == 0) {
        values.add(value.toString());
        value.setLength(0);
      } else {
        value.append(c);
      }
    }
    values.add(value.toString());
    return new Variants(text.substring(0, equals), values.stream().map(String::strip).toList());
  }
}
