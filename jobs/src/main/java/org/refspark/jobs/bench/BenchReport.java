package org.refspark.jobs.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a benchmark found, as JSON and for people.
 *
 * @param bench {@code step} or {@code evaluate}
 * @param model its name
 * @param repetitions measured
 * @param warmUp repetitions before them
 * @param machine where it ran
 * @param measurements one for each network
 */
record BenchReport(
    String bench,
    String model,
    int repetitions,
    int warmUp,
    Map<String, String> machine,
    List<Measurement> measurements)
    implements Report {

  @Override
  public String text() {
    var text = new StringBuilder();
    line(text, "%s · %s · %d repetitions after %d to warm up", bench, model, repetitions, warmUp);
    line(text, "%s", machine);
    if (measurements.size() > 1) {
      rows(text);
    } else {
      single(text, measurements.get(0));
    }
    line(text, "");
    line(
        text,
        "GFLOP: 2 for each multiply-add of the forward direction, in convolutions, linear layers,");
    line(text, "matrix products, attention and recurrent cells; %s.", scope());
    return text.toString();
  }

  private String scope() {
    return bench.equals("step")
        ? "a whole step takes about three times that"
        : "of one picture, one pass of expressions and one of masks";
  }

  private void rows(StringBuilder text) {
    line(
        text,
        "%-32s %9s %19s %9s %9s %9s %9s %12s %9s",
        "setting",
        "ms",
        "least … most",
        "images/s",
        "expr./s",
        "peak GB",
        "plan GB",
        "parameters",
        "GFLOP");
    for (var m : measurements) {
      var time = m.milliseconds();
      line(
          text,
          "%-32s %9.1f %19s %9.2f %9.2f %9s %9.2f %,12d %9.2f",
          m.setting(),
          time.median(),
          String.format(Locale.ROOT, "%.1f … %.1f", time.least(), time.most()),
          m.picturesPerSecond(),
          m.expressionsPerSecond(),
          gigabytes(m.peakResidentBytes()),
          m.planBytes() / 1e9,
          m.parameters(),
          m.forwardGflops());
    }
  }

  private static void single(StringBuilder text, Measurement m) {
    var time = m.milliseconds();
    line(
        text,
        "time         %.1f ms (%.1f … %.1f), at first %.1f; pictures: %.0f, expressions: %.1f",
        time.median(),
        time.least(),
        time.most(),
        m.firstMilliseconds(),
        m.pictures(),
        m.expressions());
    line(
        text,
        "rate         %.2f images/s, %.2f expressions/s",
        m.picturesPerSecond(),
        m.expressionsPerSecond());
    line(
        text,
        "memory       %s GB in RAM at most; outside the heap %.2f GB for arrays, %.2f GB for weights;"
            + " %.1f MB of Java objects a repetition",
        gigabytes(m.peakResidentBytes()),
        m.planBytes() / 1e9,
        m.weightBytes() / 1e9,
        m.heapAllocatedBytes() / 1e6);
    line(text, "parameters   %,d, of which %,d trainable", m.parameters(), m.trainableParameters());
    line(text, "arithmetic   %.2f GFLOP forward", m.forwardGflops());
    line(text, "");
    line(text, "%-32s %10s %8s", "parts of a repetition", "ms", "share");
    for (var part : m.parts()) {
      line(text, "%-32s %10.1f %6.1f %%", part.name(), part.milliseconds(), 100 * part.share());
    }
    line(text, "");
    line(text, "%-32s %10s %8s %8s", "longest operations", "ms", "share", "calls");
    for (var kernel : m.kernels()) {
      line(
          text,
          "%-32s %10.1f %6.1f %% %8.0f",
          kernel.name(),
          kernel.milliseconds(),
          100 * kernel.share(),
          kernel.calls());
    }
  }

  private static String gigabytes(long bytes) {
    return bytes == 0 ? "?" : String.format(Locale.ROOT, "%.2f", bytes / 1e9);
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
  }
}
