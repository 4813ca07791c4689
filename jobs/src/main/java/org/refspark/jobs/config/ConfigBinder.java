package org.refspark.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.stream.Stream;

/**
 * Makes records of configuration sections.
 *
 * <p>A component {@code maxShare} is the key {@code max-share}. Components may be numbers,
 * booleans, text, enums (constants in kebab case), durations, nested records, lists and maps of
 * these, sections as they were written ({@link Config}), and {@link java.util.Optional}, which
 * alone may be absent. What a compact constructor refuses with an {@link IllegalArgumentException}
 * is told with the key and the place it was set.
 */
public final class ConfigBinder {
  private ConfigBinder() {}

  /**
   * The section at {@code path} as a record.
   *
   * @throws ConfigurationException where a key is unknown or missing, or a value not allowed
   */
  public static <R> R bind(Config config, Class<R> type, String path) {
    if (!config.hasPath(path)) {
      throw ConfigurationException.at(
          config.origin(), "section " + path + " is missing, expected " + path + " { … }");
    }
    var section = config.getValue(path);
    if (section.valueType() != ConfigValueType.OBJECT) {
      throw ConfigurationException.at(
          section.origin(),
          "%s is %s, expected a section %s { … }".formatted(path, section.unwrapped(), path));
    }
    return bind((ConfigObject) section, type, path);
  }

  static <R> R bind(ConfigObject section, Class<R> type, String path) {
    var components = type.getRecordComponents();
    var known = Stream.of(components).map(c -> Names.kebab(c.getName())).toList();
    for (var key : section.keySet()) {
      if (!known.contains(key)) {
        throw unknown(key, known, path, section.get(key).origin());
      }
    }
    var arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      arguments[i] = argument(section, components[i], path);
    }
    return construct(constructor(type, components), arguments, section, path);
  }

  /** The refusal of a key nobody knows. */
  static ConfigurationException unknown(
      String key, Collection<String> known, String path, ConfigOrigin origin) {
    var prefix = path.isEmpty() ? "" : path + ".";
    var hint =
        Names.nearest(key, known)
            .map(near -> "did you mean " + prefix + near + "?")
            .orElse("known here: " + String.join(", ", known.stream().sorted().toList()));
    return ConfigurationException.at(origin, "unknown key %s%s; %s".formatted(prefix, key, hint));
  }

  private static Object argument(ConfigObject section, RecordComponent component, String path) {
    var key = Names.kebab(component.getName());
    var full = path.isEmpty() ? key : path + "." + key;
    ConfigValue value = section.get(key);
    if (value == null || value.valueType() == ConfigValueType.NULL) {
      return ValueReader.absent(component.getGenericType())
          .orElseThrow(
              () ->
                  ConfigurationException.at(
                      section.origin(),
                      "%s is missing, expected %s"
                          .formatted(full, ValueReader.expectation(component.getGenericType()))));
    }
    return ValueReader.read(value, component.getGenericType(), full);
  }

  private static <R> Constructor<R> constructor(Class<R> type, RecordComponent[] components) {
    try {
      var canonical =
          type.getDeclaredConstructor(
              Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      canonical.setAccessible(true);
      return canonical;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(type + " is not a record", e);
    }
  }

  private static <R> R construct(
      Constructor<R> constructor, Object[] arguments, ConfigObject section, String path) {
    try {
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refusal) {
        throw refused(refusal.getMessage(), section, path);
      }
      if (e.getCause() instanceof ConfigurationException told) {
        throw told;
      }
      throw new IllegalStateException(
          "making the configuration section %s failed".formatted(path), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the configuration section %s".formatted(path), e);
    }
  }

  private static ConfigurationException refused(String message, ConfigObject section, String path) {
    var key = Names.kebab(message.split(" ", 2)[0]);
    if (section.containsKey(key)) {
      var rest = message.substring(message.split(" ", 2)[0].length());
      return ConfigurationException.at(section.get(key).origin(), path + "." + key + rest);
    }
    return ConfigurationException.at(section.origin(), path + ": " + message);
  }
}
