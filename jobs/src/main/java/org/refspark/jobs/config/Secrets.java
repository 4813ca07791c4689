package org.refspark.jobs.config;

import java.util.regex.Pattern;

/** Keys whose values are never written or shown. */
final class Secrets {
  static final String HIDDEN = "(hidden)";

  private static final Pattern NAMES =
      Pattern.compile("(?i)secret|password|passwd|token|access[._-]?key|credential");

  private Secrets() {}

  static boolean named(String key) {
    return NAMES.matcher(key).find();
  }
}
