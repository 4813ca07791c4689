package org.refspark.data.synthetic;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.refspark.data.synthetic.SceneCategory.Place;

/**
 * Says what the published templates can say of a scene: whole kinds, places within a kind, and
 * places relative to another kind. Only what a clear margin supports is said; words are those of
 * the published vocabulary.
 */
final class Expressions {
  private static final List<String> NUMBERS =
      List.of("zero", "one", "two", "three", "four", "five");

  /** Centres closer than this share of the picture are not told apart. */
  private static final double GAP = 0.08;

  private final int size;
  private final Map<SceneCategory, List<Figure>> kinds = new EnumMap<>(SceneCategory.class);
  private final ExpressionPool pool = new ExpressionPool();

  private Expressions(List<Figure> figures, int size) {
    this.size = size;
    for (var figure : figures) {
      kinds.computeIfAbsent(figure.category(), c -> new ArrayList<>()).add(figure);
    }
  }

  /** Everything that can be said of the figures in a picture of the given size. */
  static ExpressionPool about(List<Figure> figures, int size) {
    var expressions = new Expressions(figures, size);
    expressions.kinds.forEach(expressions::aboutKind);
    return expressions.pool;
  }

  private void aboutKind(SceneCategory category, List<Figure> kind) {
    whole(category, kind);
    if (kind.size() > 1) {
      inOrder(category, kind, "", kind.size());
      halves(category, kind);
      heights(category, kind);
      depths(category, kind);
    } else {
      alone(category, kind);
    }
    kinds.forEach(
        (other, references) -> {
          if (other != category && other.place() == category.place()) {
            references(other, references).forEach(r -> related(category, kind, r));
          }
        });
  }

  private void whole(SceneCategory category, List<Figure> kind) {
    int count = kind.size();
    String name = count == 1 ? category.singular() : category.plural();
    pool.add("the " + name, kind, count);
    if (category.place() == Place.SKY) {
      pool.add("the " + name + " in the sky", kind, count);
    }
    if (count == 1) {
      return;
    }
    String every = count == 2 ? "both the " : "all the ";
    pool.add(every + name, kind, count);
    if (count < NUMBERS.size()) {
      pool.add("the " + NUMBERS.get(count) + " " + name, kind, count);
      pool.add(every + NUMBERS.get(count) + " " + name, kind, count);
    }
  }

  private void alone(SceneCategory category, List<Figure> kind) {
    double share = kind.get(0).middle() / size;
    if (share < 0.33) {
      pool.add("the " + category.singular() + " on the left", kind, 1);
    } else if (share > 0.67) {
      pool.add("the " + category.singular() + " on the right", kind, 1);
    } else if (share > 0.43 && share < 0.57) {
      pool.add("the " + category.singular() + " in the middle", kind, 1);
    }
  }

  /**
   * The first, second, middle, last from left to right.
   *
   * @param rest what follows the noun, with a leading blank, or nothing
   */
  private void inOrder(SceneCategory category, List<Figure> group, String rest, int kind) {
    String noun = category.singular();
    var row = sorted(group, Comparator.comparingDouble(Figure::middle));
    int last = row.size() - 1;
    boolean start = row.get(1).middle() - row.get(0).middle() >= GAP * size;
    boolean end = row.get(last).middle() - row.get(last - 1).middle() >= GAP * size;
    String most = row.size() == 2 ? "" : "most";
    if (start) {
      pool.add("the left" + most + " " + noun + rest, row.subList(0, 1), kind);
    }
    if (end) {
      pool.add("the right" + most + " " + noun + rest, row.subList(last, last + 1), kind);
    }
    if (row.size() == 3 && start && end) {
      pool.add("the middle " + noun + rest, row.subList(1, 2), kind);
    }
    if (rest.isEmpty()) {
      pool(start, "the " + noun + " on the left" + most, row.get(0), kind);
      pool(end, "the " + noun + " on the right" + most, row.get(last), kind);
      seconds(noun, row);
    }
  }

  private void seconds(String noun, List<Figure> row) {
    int count = row.size();
    if (count < 3) {
      return;
    }
    var clear = new boolean[count];
    for (int i = 1; i < count; i++) {
      clear[i] = row.get(i).middle() - row.get(i - 1).middle() >= GAP * size;
    }
    pool(clear[1] && clear[2], "the second " + noun + " on the left", row.get(1), count);
    pool(
        clear[count - 1] && clear[count - 2],
        "the second " + noun + " on the right",
        row.get(count - 2),
        count);
    pool(count == 3 && clear[1] && clear[2], "the " + noun + " in the middle", row.get(1), count);
  }

  /** Of three or more: those in the left half and those in the right half of the picture. */
  private void halves(SceneCategory category, List<Figure> kind) {
    var left = kind.stream().filter(f -> f.middle() < 0.45 * size).toList();
    var right = kind.stream().filter(f -> f.middle() > 0.55 * size).toList();
    boolean split = left.size() + right.size() == kind.size();
    if (kind.size() > 2 && split && !left.isEmpty() && !right.isEmpty()) {
      named(category, left, " on the left", kind.size());
      named(category, right, " on the right", kind.size());
    }
  }

  private void heights(SceneCategory category, List<Figure> kind) {
    if (category.place() != Place.SKY) {
      return;
    }
    var column = sorted(kind, Comparator.comparingDouble(Figure::level));
    int last = column.size() - 1;
    boolean top = column.get(1).level() - column.get(0).level() >= GAP * size;
    boolean bottom = column.get(last).level() - column.get(last - 1).level() >= GAP * size;
    pool(top, "the topmost " + category.singular(), column.get(0), kind.size());
    pool(top, "the " + category.singular() + " on the topmost", column.get(0), kind.size());
    pool(bottom, "the bottommost " + category.singular(), column.get(last), kind.size());
    pool(
        bottom, "the " + category.singular() + " on the bottommost", column.get(last), kind.size());
  }

  private void depths(SceneCategory category, List<Figure> kind) {
    if (category.place() == Place.SKY || kind.size() != 2) {
      return;
    }
    var row = sorted(kind, Comparator.comparingDouble(Figure::foot));
    boolean clear = row.get(1).bottom() - row.get(0).foot() >= GAP * size;
    pool(clear, "the back " + category.singular(), row.get(0), 2);
    pool(clear, "the front " + category.singular(), row.get(1), 2);
  }

  private List<Reference> references(SceneCategory category, List<Figure> kind) {
    var references = new ArrayList<Reference>();
    String name = kind.size() == 1 ? category.singular() : category.plural();
    references.add(new Reference("the " + name, kind));
    if (kind.size() == 2) {
      var row = sorted(kind, Comparator.comparingDouble(Figure::middle));
      if (row.get(1).middle() - row.get(0).middle() >= GAP * size) {
        references.add(new Reference("the left " + category.singular(), row.subList(0, 1)));
        references.add(new Reference("the right " + category.singular(), row.subList(1, 2)));
      }
    }
    return references;
  }

  private void related(SceneCategory category, List<Figure> kind, Reference reference) {
    for (var relation : Relation.values()) {
      if (relation.needsGround() && category.place() == Place.SKY) {
        continue;
      }
      var meant = new ArrayList<Figure>();
      boolean clear = true;
      for (var figure : kind) {
        var verdict = relation.judge(figure, reference, size);
        clear &= verdict != Relation.Verdict.UNCLEAR;
        if (verdict == Relation.Verdict.YES) {
          meant.add(figure);
        }
      }
      if (clear && !meant.isEmpty()) {
        String rest = " " + relation.words() + " " + reference.text();
        named(category, meant, rest, kind.size());
        if (meant.size() > 1) {
          inOrder(category, meant, rest, kind.size());
        }
      }
    }
  }

  /** "the tree …", or "the trees …" and "the two trees …". */
  private void named(SceneCategory category, List<Figure> meant, String rest, int kind) {
    int count = meant.size();
    String name = count == 1 ? category.singular() : category.plural();
    pool.add("the " + name + rest, meant, kind);
    if (count > 1 && count < NUMBERS.size()) {
      pool.add("the " + NUMBERS.get(count) + " " + name + rest, meant, kind);
    }
  }

  private void pool(boolean clear, String text, Figure meant, int kind) {
    if (clear) {
      pool.add(text, List.of(meant), kind);
    }
  }

  private static List<Figure> sorted(List<Figure> figures, Comparator<Figure> order) {
    return figures.stream().sorted(order).toList();
  }
}
