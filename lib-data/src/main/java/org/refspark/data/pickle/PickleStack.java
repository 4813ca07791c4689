package org.refspark.data.pickle;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The machine that a pickle works: a stack with marks, and a memo. Both are bounded. */
final class PickleStack {
  /**
   * Values of a pickle, at most: an empty dictionary takes one byte there and some 60 here. The
   * largest published references make some four million.
   */
  private static final int MOST_VALUES = 6_000_000;

  private final PickleLimits limits;
  private int pushed;
  private final List<Object> values = new ArrayList<>();
  private final Deque<Integer> marks = new ArrayDeque<>();
  private final Map<Long, Object> memo = new HashMap<>();

  PickleStack(PickleLimits limits) {
    this.limits = limits;
  }

  void push(Object value) {
    checkDepth();
    if (++pushed > MOST_VALUES) {
      throw new IllegalArgumentException("more than %,d values".formatted(MOST_VALUES));
    }
    values.add(value);
  }

  Object pop() {
    checkNotEmpty();
    return values.remove(values.size() - 1);
  }

  Object top() {
    checkNotEmpty();
    return values.get(values.size() - 1);
  }

  void mark() {
    checkDepth();
    marks.push(values.size());
  }

  /** Takes what was pushed since the last mark, and the mark. */
  List<Object> popToMark() {
    if (marks.isEmpty()) {
      throw new IllegalArgumentException("no mark to go back to");
    }
    return popLast(values.size() - marks.pop());
  }

  /** Takes the last so many values, the oldest first. */
  List<Object> popLast(int count) {
    int start = values.size() - count;
    if (start < floor()) {
      throw new IllegalArgumentException("too few values for " + count);
    }
    List<Object> tail = values.subList(start, values.size());
    var taken = Collections.unmodifiableList(new ArrayList<>(tail));
    tail.clear();
    return taken;
  }

  void remember(long place, Object value) {
    if (memo.size() >= limits.memo()) {
      throw new IllegalArgumentException(
          "more than %,d remembered values".formatted(limits.memo()));
    }
    memo.put(place, value);
  }

  void rememberNext(Object value) {
    remember(memo.size(), value);
  }

  Object recall(long place) {
    if (!memo.containsKey(place)) {
      throw new IllegalArgumentException("nothing was remembered as " + place);
    }
    return memo.get(place);
  }

  private void checkDepth() {
    if (values.size() + marks.size() >= limits.depth()) {
      throw new IllegalArgumentException(
          "more than %,d values on the stack".formatted(limits.depth()));
    }
  }

  private void checkNotEmpty() {
    if (values.size() <= floor()) {
      throw new IllegalArgumentException("an empty stack");
    }
  }

  private int floor() {
    return marks.isEmpty() ? 0 : marks.peek();
  }
}
