package org.refspark.data.refer;

/**
 * Which references belong to a split that is asked for, by the rules of the published {@code refer}
 * tools: {@code testA} is every split with an A in its name (so {@code testAB} too), {@code testB}
 * and {@code testC} likewise, {@code test} is every split with "test" in its name, and any other
 * split is only itself.
 */
final class SplitName {
  private SplitName() {}

  static boolean matches(String asked, String published) {
    return switch (asked) {
      case "testA", "testB", "testC" -> published.contains(asked.substring(4));
      case "test" -> published.contains("test");
      default -> published.equals(asked);
    };
  }
}
