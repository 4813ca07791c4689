package org.refspark.model.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Counts measured pictures together, as COCOeval's {@code accumulate}. */
final class CocoAccumulator {
  private final List<ImageEvaluation.Group> groups;

  /** Scores of the detections that count, falling; before that, in the pictures' order. */
  private final double[] scores;

  /** By detection as sorted, its group and its place there. */
  private final int[] groupOf;

  private final int[] placeOf;

  private CocoAccumulator(List<ImageEvaluation.Group> groups, int limit) {
    this.groups = groups;
    int count = groups.stream().mapToInt(group -> counted(group, limit)).sum();
    double[] unsorted = new double[count];
    int[] group = new int[count];
    int[] place = new int[count];
    int next = 0;
    for (int g = 0; g < groups.size(); g++) {
      for (int d = 0; d < counted(groups.get(g), limit); d++, next++) {
        unsorted[next] = groups.get(g).scores()[d] + 0.0;
        group[next] = g;
        place[next] = d;
      }
    }
    int[] order =
        IntStream.range(0, count)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> unsorted[i]).reversed())
            .mapToInt(Integer::intValue)
            .toArray();
    this.scores = Arrays.stream(order).mapToDouble(i -> unsorted[i]).toArray();
    this.groupOf = Arrays.stream(order).map(i -> group[i]).toArray();
    this.placeOf = Arrays.stream(order).map(i -> place[i]).toArray();
  }

  static CocoCurves accumulate(CocoSettings settings, Collection<ImageEvaluation> images) {
    List<List<ImageEvaluation.Group>> byIndex = new ArrayList<>();
    for (int index = 0; index < settings.groups(); index++) {
      byIndex.add(new ArrayList<>());
    }
    for (var image : images) {
      image.groups().forEach(group -> byIndex.get(group.index()).add(group));
    }
    int perGroup = CocoCurves.place(1, CocoArea.ALL, 0, 0);
    var curves = new CocoCurves.Curve[settings.groups() * perGroup];
    Arrays.fill(curves, CocoCurves.Curve.NONE);
    for (int index = 0; index < byIndex.size(); index++) {
      for (int limit = 0; limit < settings.limits().size(); limit++) {
        var counted = new CocoAccumulator(byIndex.get(index), settings.limits().get(limit));
        for (var area : CocoArea.values()) {
          int wanted = counted.wanted(area);
          for (int t = 0; wanted > 0 && t < CocoSettings.iouCount(); t++) {
            curves[CocoCurves.place(index, area, limit, t)] = counted.curve(area, t, wanted);
          }
        }
      }
    }
    return new CocoCurves(settings, List.of(curves));
  }

  private static int counted(ImageEvaluation.Group group, int limit) {
    return Math.min(group.scores().length, limit);
  }

  private int wanted(CocoArea area) {
    return groups.stream().mapToInt(group -> group.meetings().get(area.index).wanted()).sum();
  }

  private CocoCurves.Curve curve(CocoArea area, int threshold, int wanted) {
    double[] precision = new double[scores.length];
    double[] recall = new double[scores.length];
    int right = 0;
    int wrong = 0;
    for (int i = 0; i < scores.length; i++) {
      var meeting = groups.get(groupOf[i]).meetings().get(area.index);
      boolean ignored = ((meeting.ignored()[placeOf[i]] >> threshold) & 1) == 1;
      boolean matched = ((meeting.matched()[placeOf[i]] >> threshold) & 1) == 1;
      right += matched && !ignored ? 1 : 0;
      wrong += !matched && !ignored ? 1 : 0;
      recall[i] = (double) right / wanted;
      precision[i] = right / (wrong + right + Math.ulp(1.0));
    }
    for (int i = scores.length - 1; i > 0; i--) {
      precision[i - 1] = Math.max(precision[i - 1], precision[i]);
    }
    return sampled(precision, recall);
  }

  /** Precision and score where each of the 101 recalls is first reached. */
  private CocoCurves.Curve sampled(double[] precision, double[] recall) {
    double[] precisions = new double[CocoSettings.recallCount()];
    double[] reachedAt = new double[precisions.length];
    int i = 0;
    for (int r = 0; r < precisions.length; r++) {
      while (i < recall.length && recall[i] < CocoSettings.recall(r)) {
        i++;
      }
      if (i == recall.length) {
        break;
      }
      precisions[r] = precision[i];
      reachedAt[r] = scores[i];
    }
    double highest = recall.length == 0 ? 0 : recall[recall.length - 1];
    return new CocoCurves.Curve(highest, precisions, reachedAt);
  }
}
