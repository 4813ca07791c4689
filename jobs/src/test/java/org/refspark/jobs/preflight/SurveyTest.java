package org.refspark.jobs.preflight;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.refspark.jobs.preflight.Check.Verdict;

class SurveyTest {
  /** Asked between 100 s and 105 s of the driver's clock. */
  @ParameterizedTest
  @CsvSource({
    "100000, GOOD, agrees with the driver's",
    "105000, GOOD, agrees with the driver's",
    "99000, GOOD, 1.0 s beside the driver's",
    "106000, GOOD, 1.0 s beside the driver's",
    "98900, NOTICE, 1.1 s beside the driver's",
    "106100, NOTICE, 1.1 s beside the driver's",
    "90000, NOTICE, 10.0 s beside the driver's",
    "115000, NOTICE, 10.0 s beside the driver's",
    "89900, BAD, 10.1 s beside the driver's",
    "115100, BAD, 10.1 s beside the driver's",
  })
  void aClockIsWrongByWhatLiesOutsideOfTheQuestion(long asked, Verdict verdict, String found) {
    var before = Check.good("memory", "enough");
    var report = new ProcessReport("executor 1", "host", asked, List.of(before));

    var checks = Survey.withClock(report, 100_000, 105_000).checks();

    var remedy =
        verdict == Verdict.GOOD ? "" : "let that machine take its time from a server (NTP)";
    assertEquals(List.of(before, new Check("clock", verdict, found, remedy)), checks);
  }
}
