package org.refspark.jobs.config;

import com.typesafe.config.ConfigOrigin;

/** A configuration is wrong: names the key, its value, what is allowed and where it was set. */
public final class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ConfigurationException(String message) {
    super(message);
  }

  ConfigurationException(String message, Throwable cause) {
    super(message, cause);
  }

  /** An error that names the place of the value, such as {@code conf/demo.conf:12}. */
  public static ConfigurationException at(ConfigOrigin origin, String message) {
    return new ConfigurationException(message + " (" + place(origin) + ")");
  }

  static String place(ConfigOrigin origin) {
    var file = origin.filename() != null ? origin.filename() : origin.resource();
    if (file == null) {
      return origin.description();
    }
    return origin.lineNumber() > 0 ? file + ":" + origin.lineNumber() : file;
  }
}
