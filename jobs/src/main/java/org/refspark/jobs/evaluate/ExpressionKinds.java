package org.refspark.jobs.evaluate;

/** The kinds of expressions that breakdowns and galleries tell apart. */
public final class ExpressionKinds {
  private ExpressionKinds() {}

  /** How many objects an expression means. */
  public static String targets(int objects) {
    return objects == 0 ? "none" : objects == 1 ? "single" : "multiple";
  }

  /** How long it is. */
  public static String words(String text) {
    int words = text.strip().split("\\s+").length;
    if (words <= 2) {
      return "1-2";
    }
    if (words <= 4) {
      return "3-4";
    }
    return words <= 6 ? "5-6" : "7 or more";
  }
}
