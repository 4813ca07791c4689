package org.refspark.jobs.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void theMedianOfAnEvenNumberLiesBetweenTheTwoInTheMiddle() {
    assertEquals(new Spread(2.5, 1, 9), Spread.of(9, 2, 1, 3));
    assertEquals(new Spread(2, 1, 9), Spread.of(9, 2, 1));
  }

  @Test
  void theLongestTimeIsTheLowestRate() {
    assertEquals(new Spread(5, 2.5, 10), new Spread(2, 1, 4).rate(10));
  }

  @Test
  void overheadIsWhatIsLeftOfTheTime() {
    assertEquals(new Spread(50, 0, 100), new Spread(3, 2, 4).plus(-2).times(50));
  }

  @Test
  void tablesAreMarkdownWithStraightColumns() {
    var figures =
        List.of(
            new Figure("round", "2 workers", "ms", 1234.6, 0.12345, 98765),
            Figure.single("peak", "", "MB", 12.345));

    assertEquals(
        """
        | what  | case      | median | least | most   | unit |
        |-------|-----------|--------|-------|--------|------|
        | round | 2 workers | 1,235  | 0.123 | 98,765 | ms   |
        | peak  |           | 12.35  | 12.35 | 12.35  | MB   |
        """,
        Figure.table(figures).toString().replace(System.lineSeparator(), "\n"));
  }
}
