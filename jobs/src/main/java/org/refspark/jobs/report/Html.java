package org.refspark.jobs.report;

import java.util.Locale;

/** Text for HTML and SVG. All text that comes from data or configuration passes through here. */
final class Html {
  private Html() {}

  /** Text as it may stand between tags and in quoted attributes. */
  static String text(String text) {
    var escaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c < ' ' && c != '\n' && c != '\t' ? ' ' : c);
      }
    }
    return escaped.toString();
  }

  /** A template with values, numbers written the same everywhere. */
  static String format(String template, Object... values) {
    return String.format(Locale.ROOT, template, values);
  }

  /** A fraction of 1 as percent with one decimal. */
  static String percent(double fraction) {
    return format("%.1f", 100 * fraction);
  }
}
