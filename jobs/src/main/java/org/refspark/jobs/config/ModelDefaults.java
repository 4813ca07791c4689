package org.refspark.jobs.config;

import com.typesafe.config.Config;
import java.util.stream.Collectors;

/**
 * The defaults of the networks, one section of {@code models} each. A configuration has one
 * network: its section {@code model} lies over the defaults that {@code model.name} names.
 */
final class ModelDefaults {
  private static final String MODEL = "model";
  private static final String MODELS = "models";
  private static final String NAME = "name";

  private ModelDefaults() {}

  /**
   * The reference with the defaults of one network as its section {@code model}.
   *
   * @param asked what the user set, resolved
   * @param reference with the section {@code models}
   * @throws ConfigurationException where there is no network of that name
   */
  static Config chosen(Config asked, Config reference) {
    var name = name(asked, reference);
    var defaults = reference.getConfig(MODELS).getConfig(name);
    return reference.withoutPath(MODELS).withFallback(defaults.atPath(MODEL));
  }

  /** The name of the network, one of those there are. */
  static String name(Config asked, Config reference) {
    var names = reference.getObject(MODELS).keySet();
    var named = asked.hasPath(MODEL + "." + NAME) ? asked : reference;
    var value = named.getValue(MODEL + "." + NAME);
    var name = String.valueOf(value.unwrapped());
    if (!names.contains(name)) {
      var hint = Names.nearest(name, names).map("; did you mean %s?"::formatted).orElse("");
      throw ConfigurationException.at(
          value.origin(),
          "model.name is \"%s\", expected one of: %s%s"
              .formatted(name, names.stream().sorted().collect(Collectors.joining(", ")), hint));
    }
    return name;
  }

  /** Whether a section of the reference is set by users: the defaults of networks are not. */
  static boolean isOpen(String section) {
    return !section.equals(MODELS);
  }
}
