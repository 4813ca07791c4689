package org.refspark.jobs.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.refspark.jobs.config.TrainConfig;

class RoundPlanTest {
  /** 23 groups: pictures with one expression each. */
  private static final EpochOrder ORDER =
      EpochOrder.of(
          java.util.stream.IntStream.range(0, 23)
              .mapToObj(i -> new PictureSource.Entry("p" + i, List.of(0)))
              .toList(),
          new TrainConfig(5, 1, TrainConfig.Sentences.ALL, 1, 1, 0, List.of()),
          0);

  @Test
  void stepsOfAllWorkersTogetherAreConsecutiveBatchesOfTheEpoch() {
    var plan = RoundPlan.deal(Cursor.START, ORDER, 2, 3, 2);

    assertEquals(ORDER.between(0, 2), plan.slices().get(0).steps().get(0));
    assertEquals(ORDER.between(2, 4), plan.slices().get(1).steps().get(0));
    assertEquals(ORDER.between(4, 6), plan.slices().get(2).steps().get(0));
    assertEquals(ORDER.between(6, 8), plan.slices().get(0).steps().get(1));
    assertEquals(new Cursor(1, 2, 0, 12, Setbacks.NONE), plan.next());
  }

  @Test
  void theLastRoundOfAnEpochIsShortAndLeavesWorkersOut() {
    var plan = RoundPlan.deal(new Cursor(1, 2, 0, 18, Setbacks.NONE), ORDER, 2, 4, 3);

    // Groups 18 to 22: two full batches and one of a single group.
    assertEquals(List.of(0, 1, 2), plan.slices().stream().map(WorkerSlice::worker).toList());
    assertEquals(1, plan.slices().get(2).steps().get(0).size());
    assertEquals(1, plan.steps());
    assertEquals(new Cursor(2, 3, 1, 0, Setbacks.NONE), plan.next());
  }

  @Test
  void anyDealingVisitsTheWholeEpochInOrder() {
    for (int workers = 1; workers <= 5; workers++) {
      for (int frequency = 1; frequency <= 4; frequency++) {
        var visited = new ArrayList<Integer>();
        var cursor = Cursor.START;
        while (cursor.epoch() == 0) {
          var plan = RoundPlan.deal(cursor, ORDER, 2, workers, frequency);
          plan.slices()
              .forEach(s -> s.steps().forEach(b -> b.forEach(g -> visited.add(g.picture()))));
          cursor = plan.next();
        }
        assertEquals(
            ORDER.between(0, 23).stream().map(Group::picture).sorted().toList(),
            visited.stream().sorted().toList());
        assertEquals(RoundPlan.stepsOfEpoch(23, 2, workers, frequency), cursor.iteration());
      }
    }
  }
}
