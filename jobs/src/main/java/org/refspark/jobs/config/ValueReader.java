package org.refspark.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads one configured value as a Java type. */
final class ValueReader {
  private ValueReader() {}

  /** What stands for an absent value, where the type allows absence. */
  static Optional<Object> absent(Type type) {
    return raw(type) == Optional.class ? Optional.of(Optional.empty()) : Optional.empty();
  }

  static Object read(ConfigValue value, Type type, String key) {
    var raw = raw(type);
    if (raw == Optional.class) {
      return Optional.of(read(value, parameter(type, 0), key));
    }
    if (raw == List.class) {
      return list(value, parameter(type, 0), key);
    }
    if (raw == Map.class) {
      return map(value, parameter(type, 1), key);
    }
    if (raw == Config.class) {
      return section(value, type, key).toConfig();
    }
    if (raw.isRecord()) {
      return ConfigBinder.bind(section(value, type, key), raw, key);
    }
    try {
      return scalar(value, raw);
    } catch (ConfigException | IllegalArgumentException | ArithmeticException e) {
      throw wrong(value, type, key);
    }
  }

  private static Object scalar(ConfigValue value, Class<?> type) {
    if (type == Duration.class) {
      return value.atKey("value").getDuration("value");
    }
    var text = text(value);
    if (type == String.class) {
      return text;
    } else if (type == int.class || type == Integer.class) {
      return Math.toIntExact(whole(text));
    } else if (type == long.class || type == Long.class) {
      return whole(text);
    } else if (type == double.class || type == Double.class) {
      return number(text);
    } else if (type == boolean.class || type == Boolean.class) {
      return value.atKey("value").getBoolean("value");
    } else if (type.isEnum()) {
      return constant(text, type);
    }
    throw new IllegalStateException("configuration records hold no " + type);
  }

  private static String text(ConfigValue value) {
    if (value.valueType() == ConfigValueType.OBJECT || value.valueType() == ConfigValueType.LIST) {
      throw new IllegalArgumentException("not a single value");
    }
    return value.unwrapped().toString();
  }

  /** Whole numbers may be written as 1e6, but not as 1.5. */
  private static long whole(String text) {
    return new java.math.BigDecimal(text).longValueExact();
  }

  private static double number(String text) {
    double number = Double.parseDouble(text);
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException("not a finite number");
    }
    return number;
  }

  private static Object constant(String text, Class<?> type) {
    for (var constant : type.getEnumConstants()) {
      if (Names.kebab((Enum<?>) constant).equals(text)) {
        return constant;
      }
    }
    throw new IllegalArgumentException("not a constant");
  }

  /** A single text is a list of one, unless it was meant as a list and is none. */
  private static List<Object> list(ConfigValue value, Type element, String key) {
    if (element == String.class
        && value.valueType() == ConfigValueType.STRING
        && !value.unwrapped().toString().startsWith("[")) {
      return List.of(read(value, element, key));
    }
    if (!(value instanceof ConfigList list)) {
      throw ConfigurationException.at(
          value.origin(),
          "%s is %s, expected a list [ … ], with addresses and patterns in quotes"
              .formatted(key, shown(value)));
    }
    var read = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      read.add(read(list.get(i), element, key + "[" + i + "]"));
    }
    return List.copyOf(read);
  }

  private static Map<String, Object> map(ConfigValue value, Type element, String key) {
    var read = new LinkedHashMap<String, Object>();
    section(value, Map.class, key).entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            entry ->
                read.put(
                    entry.getKey(), read(entry.getValue(), element, key + "." + entry.getKey())));
    return java.util.Collections.unmodifiableMap(read);
  }

  private static ConfigObject section(ConfigValue value, Type type, String key) {
    if (value instanceof ConfigObject section) {
      return section;
    }
    throw wrong(value, type, key);
  }

  private static ConfigurationException wrong(ConfigValue value, Type type, String key) {
    return ConfigurationException.at(
        value.origin(), "%s is %s, expected %s".formatted(key, shown(value), expectation(type)));
  }

  private static String shown(ConfigValue value) {
    return value.valueType() == ConfigValueType.STRING
        ? "\"" + value.unwrapped() + "\""
        : String.valueOf(value.unwrapped());
  }

  /** What a value of the type looks like. */
  static String expectation(Type type) {
    var raw = raw(type);
    if (raw == Optional.class) {
      return expectation(parameter(type, 0));
    } else if (raw == int.class || raw == long.class || raw == Integer.class || raw == Long.class) {
      return "a whole number";
    } else if (raw == double.class || raw == Double.class) {
      return "a number";
    } else if (raw == boolean.class || raw == Boolean.class) {
      return "true or false";
    } else if (raw == Duration.class) {
      return "a duration such as 30s or 5m";
    } else if (raw == List.class) {
      return "a list [ … ]";
    } else if (raw.isRecord() || raw == Map.class || raw == Config.class) {
      return "a section { … }";
    } else if (raw.isEnum()) {
      return Stream.of(raw.getEnumConstants())
          .map(constant -> Names.kebab((Enum<?>) constant))
          .collect(Collectors.joining(", ", "one of ", ""));
    }
    return "text";
  }

  private static Class<?> raw(Type type) {
    return type instanceof ParameterizedType generic
        ? (Class<?>) generic.getRawType()
        : (Class<?>) type;
  }

  private static Type parameter(Type type, int position) {
    return ((ParameterizedType) type).getActualTypeArguments()[position];
  }
}
