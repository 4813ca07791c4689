package org.refspark.data.synthetic;

import java.util.List;

/**
 * What an expression relates its referents to: one object, or all of a kind taken as one.
 *
 * @param text as in an expression, with its article
 * @param figures at least one
 */
record Reference(String text, List<Figure> figures) {
  Reference {
    figures = List.copyOf(figures);
  }

  int left() {
    return figures.stream().mapToInt(Figure::left).min().orElseThrow();
  }

  int right() {
    return figures.stream().mapToInt(Figure::right).max().orElseThrow();
  }

  /** Foot of the nearest: what is in front of all is below it. */
  double nearestFoot() {
    return figures.stream().mapToDouble(Figure::foot).max().orElseThrow();
  }

  /** Foot of the farthest as far as it shows: what is behind all is above it. */
  double farthestFoot() {
    return figures.stream().mapToDouble(f -> Math.min(f.foot(), f.bottom())).min().orElseThrow();
  }
}
