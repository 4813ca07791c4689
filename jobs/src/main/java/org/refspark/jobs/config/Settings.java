package org.refspark.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The resolved configuration of one command: overrides of the command line over a file over the
 * defaults of {@code reference.conf}.
 */
public final class Settings {
  private static final String COMMAND_LINE = "command line";

  private final Config config;
  // Without the defaults.
  private final Config asked;

  private Settings(Config config, Config asked) {
    this.config = config;
    this.asked = asked;
  }

  /**
   * Loads and checks all sections at once.
   *
   * @param file HOCON, may include others; absent for defaults alone
   * @param overrides dotted keys and values, as written on the command line
   * @param arguments keys outside all sections that the command takes, such as {@code run}
   * @throws ConfigurationException where a key is unknown or a value not allowed
   */
  public static Settings load(
      Optional<Path> file, Map<String, String> overrides, Collection<String> arguments) {
    try {
      var merged = flatSpark(file.map(Settings::parse).orElse(ConfigFactory.empty()));
      return checked(overridden(merged, overrides), arguments);
    } catch (ConfigException e) {
      throw new ConfigurationException(e.getMessage(), e);
    }
  }

  /**
   * The settings of one of several runs that a command makes: what was asked for here, but for one
   * section, over a file of that run, with values of its own over both.
   *
   * @param leftOut the section, such as {@code sweep}
   * @param file HOCON as {@code --conf} takes it; absent where the run has none
   * @param overrides dotted keys and values
   * @param arguments as in {@link #load}
   * @throws ConfigurationException where a key is unknown or a value not allowed
   */
  public Settings derive(
      String leftOut,
      Optional<Path> file,
      Map<String, String> overrides,
      Collection<String> arguments) {
    try {
      var under = flatSpark(file.map(Settings::parse).orElse(ConfigFactory.empty()));
      var merged = asked.withoutPath(leftOut).withFallback(under);
      return checked(overridden(merged, overrides), arguments);
    } catch (ConfigException e) {
      throw new ConfigurationException(e.getMessage(), e);
    }
  }

  private static Config overridden(Config config, Map<String, String> overrides) {
    var changed = config;
    for (var override : new TreeMap<>(overrides).entrySet()) {
      changed = override(changed, override.getKey(), override.getValue());
    }
    return changed;
  }

  private static Settings checked(Config merged, Collection<String> arguments) {
    var reference = reference();
    var known = new TreeSet<>(reference.root().keySet());
    known.removeIf(section -> !ModelDefaults.isOpen(section));
    known.addAll(arguments);
    merged.root().forEach((key, value) -> refuseUnknown(key, known, value));
    var asked = merged.resolve();
    Secrets.refuseLogins(asked);
    var settings = new Settings(asked.withFallback(ModelDefaults.chosen(asked, reference)), asked);
    Sections.ALL.forEach((path, type) -> settings.section(path, type));
    return settings;
  }

  /**
   * The network that overrides name, or the default one.
   *
   * @throws ConfigurationException where there is no network of that name
   */
  public static String model(Map<String, String> overrides) {
    var asked = ConfigFactory.empty();
    if (overrides.containsKey("model.name")) {
      asked = override(asked, "model.name", overrides.get("model.name"));
    }
    return ModelDefaults.name(asked, reference());
  }

  /** The defaults with overrides, for tests and for commands called by other commands. */
  public static Settings of(Map<String, String> overrides, String... arguments) {
    return load(Optional.empty(), overrides, Set.of(arguments));
  }

  /** What {@link #toJson} rendered, as a run keeps it. */
  public static Settings fromJson(String json, String origin) {
    try {
      var options =
          ConfigParseOptions.defaults()
              .setSyntax(ConfigSyntax.JSON)
              .setOriginDescription(origin)
              .setAllowMissing(false);
      var config = ConfigFactory.parseString(json, options);
      return new Settings(config, config);
    } catch (ConfigException e) {
      throw new ConfigurationException(
          "%s: not a configuration: %s".formatted(origin, e.getMessage()), e);
    }
  }

  /** A section as its record. */
  public <R> R section(String path, Class<R> type) {
    return ConfigBinder.bind(config, type, path);
  }

  /** A section as it was written, for records that others choose. */
  public Config section(String path) {
    return config.getConfig(path);
  }

  /** An argument that the command cannot do without. */
  public String required(String key) {
    return optional(key)
        .orElseThrow(
            () ->
                new ConfigurationException(
                    "%s is missing: add %s=… to the command line".formatted(key, key)));
  }

  /** An argument, or any single value by its dotted key. */
  public Optional<String> optional(String key) {
    try {
      return config.hasPath(key) ? Optional.of(config.getString(key)) : Optional.empty();
    } catch (ConfigException e) {
      throw ConfigurationException.at(
          config.getValue(key).origin(), key + " is a section or a list, expected one value");
    }
  }

  /** A flag: absent means no. */
  public boolean flag(String key) {
    var text = optional(key).orElse("false");
    if (!text.equals("true") && !text.equals("false")) {
      throw new ConfigurationException("%s is \"%s\", expected true or false".formatted(key, text));
    }
    return text.equals("true");
  }

  /** Whether a dotted key is one of those that have a default, with this network. */
  public boolean hasDefault(String key) {
    return ModelDefaults.chosen(asked, reference()).hasPathOrNull(key);
  }

  /** The key with a default that is most like this one, where one is near enough to be meant. */
  public Optional<String> nearestKey(String key) {
    var keys = FlatSettings.values(ModelDefaults.chosen(asked, reference())).keySet();
    return Names.nearest(key, keys);
  }

  /** The same with other values for some keys. */
  public Settings with(Map<String, String> overrides) {
    return new Settings(overridden(config, overrides), overridden(asked, overrides));
  }

  /** Keys {@code spark.*}, full names and values, which go to Spark as they are. */
  public Map<String, String> spark() {
    return config.getObject("spark").entrySet().stream()
        .collect(
            Collectors.toMap(
                entry -> "spark." + entry.getKey(),
                entry -> String.valueOf(entry.getValue().unwrapped()),
                (a, b) -> a,
                TreeMap::new));
  }

  /** The resolved configuration, keys sorted, without passwords and the like. */
  public String toJson() {
    var shown = config;
    for (var entry : config.entrySet()) {
      if (Secrets.in(entry.getKey(), entry.getValue())) {
        shown = shown.withValue(entry.getKey(), ConfigValueFactory.fromAnyRef(Secrets.HIDDEN));
      }
    }
    return shown.root().render(ConfigRenderOptions.concise().setFormatted(true).setJson(true));
  }

  static Config reference() {
    return ConfigFactory.parseResources(
        "reference.conf",
        ConfigParseOptions.defaults()
            .setAllowMissing(false)
            .setClassLoader(Settings.class.getClassLoader()));
  }

  /** A file of the user's, or one of the settings that come within the application's jar. */
  private static Config parse(Path file) {
    var options = ConfigParseOptions.defaults().setAllowMissing(false);
    if (Files.isRegularFile(file)) {
      return ConfigFactory.parseFile(file.toFile(), options);
    }
    var name = file.toString().replace(File.separatorChar, '/');
    var loader = Settings.class.getClassLoader();
    if (name.startsWith("conf/") && loader.getResource(name) != null) {
      return ConfigFactory.parseResources(name, options.setClassLoader(loader));
    }
    if (name.contains("=")) {
      // The value may be a secret.
      throw new ConfigurationException(
          "--conf takes a file; give %s=… without --conf"
              .formatted(name.substring(0, name.indexOf('='))));
    }
    throw new ConfigurationException(
        "--conf %s: there is no such file; settings that come with RefSpark lie in conf/"
            .formatted(file));
  }

  private static Config override(Config config, String key, String text) {
    var value = value(text);
    try {
      return key.startsWith("spark.")
          ? config.withValue(ConfigUtil.joinPath("spark", key.substring(6)), value)
          : config.withValue(key, value);
    } catch (ConfigException e) {
      throw new ConfigurationException(
          "\"%s\" is not a key; expected section.key=value".formatted(key), e);
    }
  }

  /** Lists and sections are parsed; all else is text, so that paths need no quoting. */
  private static ConfigValue value(String text) {
    if (text.startsWith("[") || text.startsWith("{")) {
      try {
        var options = ConfigParseOptions.defaults().setOriginDescription(COMMAND_LINE);
        return ConfigFactory.parseString("value = " + text, options).getValue("value");
      } catch (ConfigException e) {
        return ConfigValueFactory.fromAnyRef(text, COMMAND_LINE);
      }
    }
    return ConfigValueFactory.fromAnyRef(text, COMMAND_LINE);
  }

  /** Spark has keys that begin with other keys, which a tree cannot hold. */
  private static Config flatSpark(Config config) {
    if (!config.hasPath("spark")) {
      return config;
    }
    var flat = config.withoutPath("spark");
    for (var entry : config.getConfig("spark").entrySet()) {
      var key = String.join(".", ConfigUtil.splitPath(entry.getKey()));
      flat = flat.withValue(ConfigUtil.joinPath("spark", key), entry.getValue());
    }
    return flat;
  }

  private static void refuseUnknown(String key, Set<String> known, ConfigValue value) {
    if (!known.contains(key)) {
      throw ConfigBinder.unknown(key, known, "", value.origin());
    }
  }
}
