package org.refspark.model.optim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.refspark.model.ParameterLayout;

/**
 * Neighbouring trainable values {@code [begin, end)} of the flat vector under one rule.
 *
 * @param rateFactor multiplies the scheduled learning rate
 */
record UpdateRange(long begin, long end, double rateFactor, double weightDecay) {
  /** The ranges that cover all trainable values, as few as can be, in order. */
  static List<UpdateRange> of(
      ParameterLayout layout, List<GroupRule> rules, double defaultWeightDecay) {
    Map<String, GroupRule> byGroup =
        rules.stream().collect(Collectors.toMap(GroupRule::group, Function.identity()));
    requireKnown(layout, byGroup);
    var ranges = new ArrayList<UpdateRange>();
    for (var slot : layout.slots()) {
      if (slot.trainable() && slot.length() > 0) {
        var rule =
            byGroup.getOrDefault(slot.group(), new GroupRule(slot.group(), 1, defaultWeightDecay));
        append(ranges, slot, rule);
      }
    }
    return List.copyOf(ranges);
  }

  private static void append(List<UpdateRange> ranges, ParameterLayout.Slot slot, GroupRule rule) {
    long end = slot.offset() + slot.length();
    var last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
    if (last != null
        && last.rateFactor == rule.rateFactor()
        && last.weightDecay == rule.weightDecay()) {
      ranges.set(
          ranges.size() - 1,
          new UpdateRange(last.begin, end, rule.rateFactor(), rule.weightDecay()));
    } else {
      ranges.add(new UpdateRange(slot.offset(), end, rule.rateFactor(), rule.weightDecay()));
    }
  }

  private static void requireKnown(ParameterLayout layout, Map<String, GroupRule> rules) {
    var known = new TreeSet<String>();
    layout.slots().forEach(slot -> known.add(slot.group()));
    for (var group : rules.keySet()) {
      Constraint.that(known.contains(group), "group", group, "one of " + known);
    }
  }

  /** The range's values in a flat vector, live. */
  INDArray of(INDArray flat) {
    return flat.get(NDArrayIndex.interval(begin, end));
  }
}
