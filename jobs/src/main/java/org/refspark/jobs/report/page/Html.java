package org.refspark.jobs.report.page;

import java.util.Locale;

/** Text for HTML and SVG. All text that comes from data or configuration passes through here. */
public final class Html {
  private Html() {}

  /** Text as it may stand between tags and in quoted attributes. */
  public static String text(String text) {
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
  public static String format(String template, Object... values) {
    return String.format(Locale.ROOT, template, values);
  }

  /** A fraction of 1 as percent with one decimal. */
  public static String percent(double fraction) {
    return format("%.1f", 100 * fraction);
  }

  /** A duration in the unit that people would say it in. */
  public static String time(double seconds) {
    return seconds < 120
        ? format(seconds < 10 ? "%.1f s" : "%.0f s", seconds)
        : seconds < 7200 ? format("%.0f min", seconds / 60) : format("%.1f h", seconds / 3600);
  }

  /**
   * A table that may be wider than the screen: it scrolls by itself, with the keyboard too.
   *
   * @param label what it holds, for readers that do not see it
   * @param table HTML
   */
  public static String scrolling(String label, String table) {
    return format(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"%s\">%s</div>",
        text(label), table);
  }

  /**
   * A part of a section with its heading.
   *
   * @param content HTML
   */
  public static String part(String heading, String content) {
    return "<h3>" + text(heading) + "</h3>" + content;
  }

  /** A remark in small letters. */
  public static String note(String text) {
    return "<p class=\"note\">" + text(text) + "</p>";
  }
}
