package org.refspark.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A settings file as arguments {@code key=value}, for a driver on a machine that has no such file.
 * The launcher calls it where the driver runs on the cluster.
 */
public final class FlatSettings {
  private static final int USAGE = 2;

  private FlatSettings() {}

  /** Prints the arguments, each ended by a zero byte: values may have several lines. */
  public static void main(String[] arguments) {
    try {
      var out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
      of(Path.of(arguments[0])).forEach(argument -> out.print(argument + "\0"));
      out.flush();
    } catch (ConfigurationException e) {
      System.err.println("refspark: " + e.getMessage());
      System.exit(USAGE);
    }
  }

  /**
   * The settings of a file and of those that it includes.
   *
   * @throws ConfigurationException where it cannot be read, or holds what everybody could read in a
   *     list of processes
   */
  static List<String> of(Path file) {
    try {
      var options = ConfigParseOptions.defaults().setAllowMissing(false);
      var arguments = new ArrayList<String>();
      var config = ConfigFactory.parseFile(file.toFile(), options).resolve();
      Secrets.refuseLogins(config);
      for (var entry : config.entrySet()) {
        var path = ConfigUtil.splitPath(entry.getKey());
        if (Secrets.in(entry.getKey(), entry.getValue())) {
          throw ConfigurationException.at(
              entry.getValue().origin(),
              ("%s would be readable on the command line of a driver on the cluster; keep it out of"
                      + " the file, and give it to the cluster's machines by their own means")
                  .formatted(entry.getKey()));
        }
        // Spark's keys are one word each, with dots in it.
        var key = path.get(0).equals("spark") ? String.join(".", path) : entry.getKey();
        arguments.add(key + "=" + text(entry.getValue()));
      }
      arguments.sort(null);
      return arguments;
    } catch (ConfigException e) {
      throw new ConfigurationException("--conf %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * The values of a section by their dotted keys, as they would be written on the command line.
   *
   * @param section keys within it may be nested or quoted
   */
  public static SortedMap<String, String> values(Config section) {
    var values = new TreeMap<String, String>();
    for (var entry : section.entrySet()) {
      values.put(dotted(entry.getKey()), text(entry.getValue()));
    }
    return values;
  }

  /**
   * The values of a section of lists, by their dotted keys.
   *
   * @throws ConfigurationException where one is no list, or an empty one
   */
  public static SortedMap<String, List<String>> lists(Config section) {
    var lists = new TreeMap<String, List<String>>();
    for (var entry : section.entrySet()) {
      if (!(entry.getValue() instanceof ConfigList list) || list.isEmpty()) {
        throw ConfigurationException.at(
            entry.getValue().origin(),
            "%s is %s, expected a list of values [ … ]"
                .formatted(dotted(entry.getKey()), text(entry.getValue())));
      }
      lists.put(dotted(entry.getKey()), list.stream().map(FlatSettings::text).toList());
    }
    return lists;
  }

  private static String dotted(String key) {
    return String.join(".", ConfigUtil.splitPath(key));
  }

  private static String text(ConfigValue value) {
    return value.valueType() == ConfigValueType.LIST
        ? value.render(ConfigRenderOptions.concise())
        : String.valueOf(value.unwrapped());
  }
}
