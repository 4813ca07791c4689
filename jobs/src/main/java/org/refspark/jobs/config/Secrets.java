package org.refspark.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** What is never written or shown: passwords, the keys of object stores and the like. */
public final class Secrets {
  // The launcher reads it too.
  private static final String RULE = "secret-names";

  /**
   * Names of keys whose values are secret, or what precedes an equals sign in a value that holds
   * one: as Spark's {@code spark.redaction.regex} takes it.
   */
  public static final String NAMES = "(?i)" + rule();

  static final String HIDDEN = "(hidden)";

  private static final Pattern NAMED = Pattern.compile(NAMES);
  // Secrets of Kubernetes by their names; the launcher knows them too.
  private static final Pattern REFERENCE =
      Pattern.compile("^spark\\.kubernetes\\.(driver|executor)\\.(secretKeyRef|secrets)\\.");
  // An option such as -Dfs.s3a.secret.key=... among other words.
  private static final Pattern OPTION = Pattern.compile("(" + NAMES + ")[^\\s=]*=");
  // After the colon of an address stands a port, or else the password of a login.
  private static final Pattern LOGIN =
      Pattern.compile("(?i)\\b[a-z][a-z0-9+.-]*://[^/\\s:]*:(?!\\d{0,5}(/|,|\\s|$))\\S*@");

  private Secrets() {}

  private static String rule() {
    try (var in = Secrets.class.getClassLoader().getResourceAsStream(RULE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("the jar of RefSpark is not whole: " + RULE, e);
    }
  }

  /**
   * Whether the value of a key is a secret.
   *
   * @param path of the key, words with dots in them quoted
   */
  static boolean named(String path) {
    var key = String.join(".", ConfigUtil.splitPath(path));
    return NAMED.matcher(key).find() && !REFERENCE.matcher(key).find();
  }

  /** Whether a value must not be written: because of its key, or of what it holds. */
  static boolean in(String path, ConfigValue value) {
    return named(path)
        || (value.valueType() == ConfigValueType.STRING
            && OPTION.matcher((String) value.unwrapped()).find());
  }

  /**
   * Refuses addresses that hold a login, {@code s3a://key:secret@bucket}: places are shown and
   * kept.
   *
   * @throws ConfigurationException that names the key, and not the value
   */
  static void refuseLogins(Config config) {
    config.entrySet().forEach(entry -> refuseLogins(entry.getKey(), entry.getValue()));
  }

  private static void refuseLogins(String key, ConfigValue value) {
    if (value instanceof ConfigList list) {
      list.forEach(item -> refuseLogins(key, item));
    } else if (value.valueType() == ConfigValueType.STRING
        && LOGIN.matcher((String) value.unwrapped()).find()) {
      throw ConfigurationException.at(
          value.origin(),
          key
              + " holds a login in an address. Leave it out, and give the keys by the environment"
              + " (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY), a profile or a role");
    }
  }
}
