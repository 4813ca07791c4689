package org.refspark.model.boxes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RankingTest {
  @Test
  void anyPartOfARangeIsRankedAsAStableSortRanksIt() {
    var random = new SplittableRandom(11);
    for (int trial = 0; trial < 200; trial++) {
      var scores = new float[1 + random.nextInt(60)];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = random.nextInt(-5, 6) * 0.5f;
      }
      int from = random.nextInt(scores.length);
      int k = random.nextInt(scores.length + 2);
      int[] expected =
          IntStream.range(from, scores.length)
              .boxed()
              .sorted(Comparator.comparing((Integer i) -> -scores[i] + 0f))
              .mapToInt(i -> i)
              .limit(k)
              .toArray();
      assertArrayEquals(expected, Ranking.top(scores, from, scores.length, k));
    }
  }

  @Test
  void zeroesOfBothSignsTieAndNotANumberComesLast() {
    float[] scores = {
      Float.NaN, -0f, 0f, Float.NEGATIVE_INFINITY, -1e-40f, Float.POSITIVE_INFINITY, -0f
    };
    assertArrayEquals(new int[] {5, 1, 2, 6, 4, 0, 3}, Ranking.descending(scores));
  }
}
