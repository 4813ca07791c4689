package org.refspark.data.synthetic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Reads an expression the way a person looking at the published files would, from words and mask
 * pixels alone: it shares no code with the generator's templates.
 */
final class Observer {
  /**
   * One instance as seen: its kind's words, extents (exclusive right and bottom), centre of ink.
   */
  record Seen(
      int index, String one, String many, int x1, int y1, int x2, int y2, double cx, double cy) {
    double midX() {
      return (x1 + x2) / 2.0;
    }

    double midY() {
      return (y1 + y2) / 2.0;
    }
  }

  private static final Map<String, Integer> NUMBER =
      Map.of("two", 2, "three", 3, "four", 4, "five", 5);
  private static final List<String> LINKS =
      List.of(
          " on the left front of ",
          " on the right front of ",
          " on the left back of ",
          " on the right back of ",
          " on the left of ",
          " on the right of ",
          " in front of ",
          " behind ",
          " near ");

  private final List<Seen> all = new ArrayList<>();
  private final int size;

  Observer(SyntheticScene scene) {
    size = scene.size();
    var sums = new TreeMap<Integer, long[]>();
    for (int i = 0; i < size * size; i++) {
      int label = scene.instanceMap()[i];
      if (label == 0) {
        continue;
      }
      int x = i % size;
      int y = i / size;
      var s = sums.computeIfAbsent(label, l -> new long[] {size, size, 0, 0, 0, 0, 0});
      s[0] = Math.min(s[0], x);
      s[1] = Math.min(s[1], y);
      s[2] = Math.max(s[2], x + 1);
      s[3] = Math.max(s[3], y + 1);
      s[4] += x;
      s[5] += y;
      s[6]++;
    }
    sums.forEach(
        (label, s) -> {
          var category = scene.categories().get(label);
          all.add(
              new Seen(
                  all.size(),
                  category.singular(),
                  category.plural(),
                  (int) s[0],
                  (int) s[1],
                  (int) s[2],
                  (int) s[3],
                  s[4] / (double) s[6],
                  s[5] / (double) s[6]));
        });
  }

  List<Seen> all() {
    return all;
  }

  /** The indices meant, rising. */
  List<Integer> understand(String text) {
    return referents(text).stream().map(Seen::index).sorted().toList();
  }

  private List<Seen> referents(String text) {
    for (String link : LINKS) {
      int at = text.indexOf(link);
      if (at > 0) {
        var reference = referents(text.substring(at + link.length()));
        var words = words(text.substring(0, at));
        var kind = kind(words);
        var meant = kind.stream().filter(s -> stands(s, link.trim(), reference)).toList();
        return narrowed(words, meant);
      }
    }
    return narrowed(words(text), kind(words(text)));
  }

  private static List<String> words(String text) {
    return List.of(text.split(" "));
  }

  private List<Seen> kind(List<String> words) {
    for (String word : words) {
      var kind = all.stream().filter(s -> s.one().equals(word) || s.many().equals(word)).toList();
      if (!kind.isEmpty()) {
        return kind;
      }
    }
    throw new AssertionError("no kind in " + words);
  }

  private List<Seen> narrowed(List<String> words, List<Seen> of) {
    String text = String.join(" ", words).replace(" in the sky", "");
    boolean ordinal = text.contains("second");
    var byX = sorted(of, Seen::midX);
    int last = of.size() - 1;
    if (ordinal) {
      return List.of(byX.get(text.endsWith("on the left") ? 1 : last - 1));
    }
    if (text.contains("leftmost") || text.startsWith("the left ")) {
      return List.of(byX.get(0));
    }
    if (text.contains("rightmost") || text.startsWith("the right ")) {
      return List.of(byX.get(last));
    }
    if (text.contains("topmost") || text.contains("bottommost")) {
      var byY = sorted(of, Seen::midY);
      return List.of(byY.get(text.contains("topmost") ? 0 : last));
    }
    if (text.startsWith("the front ") || text.startsWith("the back ")) {
      var byFoot = sorted(of, Seen::y2);
      return List.of(byFoot.get(text.startsWith("the back ") ? 0 : last));
    }
    if (text.contains("middle")) {
      return List.of(byX.get(of.size() / 2));
    }
    var meant = of;
    if (text.endsWith("on the left") && of.size() > 1) {
      meant = of.size() == 2 ? byX.subList(0, 1) : half(of, 0, size / 2.0);
    } else if (text.endsWith("on the right") && of.size() > 1) {
      meant = of.size() == 2 ? byX.subList(1, 2) : half(of, size / 2.0, size);
    }
    checkNumber(words, meant);
    return meant;
  }

  private static List<Seen> half(List<Seen> of, double from, double to) {
    return of.stream().filter(s -> s.cx() >= from && s.cx() < to).toList();
  }

  private static void checkNumber(List<String> words, List<Seen> meant) {
    int number = meant.size();
    boolean said =
        words.stream().filter(NUMBER::containsKey).allMatch(w -> NUMBER.get(w) == number);
    boolean both = !words.contains("both") || number == 2;
    var seen = meant.isEmpty() ? null : meant.get(0);
    boolean form = seen != null && words.contains(number == 1 ? seen.one() : seen.many());
    if (!said || !both || !form) {
      throw new AssertionError(words + " said of " + number);
    }
  }

  private boolean stands(Seen seen, String link, List<Seen> reference) {
    int x1 = reference.stream().mapToInt(Seen::x1).min().orElseThrow();
    int x2 = reference.stream().mapToInt(Seen::x2).max().orElseThrow();
    int nearest = reference.stream().mapToInt(Seen::y2).max().orElseThrow();
    int farthest = reference.stream().mapToInt(Seen::y2).min().orElseThrow();
    boolean left = seen.midX() < x1;
    boolean right = seen.midX() > x2;
    boolean front = seen.y2() > nearest;
    boolean back = seen.y2() < farthest;
    boolean beside = seen.x2() <= x1 || seen.x1() >= x2;
    return switch (link) {
      case "on the left of" -> left;
      case "on the right of" -> right;
      case "in front of" -> front && !beside;
      case "behind" -> back && !beside;
      case "on the left front of" -> left && front;
      case "on the right front of" -> right && front;
      case "on the left back of" -> left && back;
      case "on the right back of" -> right && back;
      default -> reference.stream().anyMatch(r -> distance(seen, r) < 0.1 * size);
    };
  }

  private static double distance(Seen a, Seen b) {
    double across = Math.max(0, Math.max(a.x1() - b.x2(), b.x1() - a.x2()));
    double down = Math.max(0, Math.max(a.y1() - b.y2(), b.y1() - a.y2()));
    return Math.hypot(across, down);
  }

  private static List<Seen> sorted(List<Seen> of, ToDoubleFunction<Seen> by) {
    return of.stream()
        .sorted((a, b) -> Double.compare(by.applyAsDouble(a), by.applyAsDouble(b)))
        .toList();
  }

  /** How many of each kind there are. */
  Map<String, Integer> counts() {
    var counts = new HashMap<String, Integer>();
    all.forEach(s -> counts.merge(s.one(), 1, Integer::sum));
    return counts;
  }
}
