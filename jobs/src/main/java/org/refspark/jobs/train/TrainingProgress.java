package org.refspark.jobs.train;

import java.io.PrintStream;
import java.util.Locale;
import org.refspark.jobs.command.Progress;
import org.refspark.model.weights.ImportReport;

/** Shows training go by: examples, rate, time left, and the loss, smoothed over rounds. */
final class TrainingProgress implements RoundListener, AutoCloseable {
  private static final double OLD_SHARE = 0.9;

  private static final int NAMES_SHOWN = 6;

  private final PrintStream out;
  private final Progress progress;
  private double loss = Double.NaN;
  private double seconds;
  private double stepsByTheClock;
  private double steps;
  private double input;

  /**
   * @param out receives what was imported
   * @param total examples of all epochs
   * @param before examples that earlier starts have seen
   */
  TrainingProgress(PrintStream out, long total, long before) {
    this.out = out;
    this.progress = Progress.of("train", "examples", total).resumedAt(before);
  }

  @Override
  public void imported(ImportReport report) {
    out.println(report.text(NAMES_SHOWN));
  }

  @Override
  public void rejected(String problem) {
    progress.say(problem);
  }

  @Override
  public void measured(Validations.Score score, boolean best) {
    progress.say(score.text() + (best ? ", the best so far" : ""));
  }

  @Override
  public void roundEnded(LedgerPage page) {
    loss = Double.isNaN(loss) ? page.loss() : OLD_SHARE * loss + (1 - OLD_SHARE) * page.loss();
    var times = page.timing().parts();
    seconds += times.secondsWithoutInput();
    stepsByTheClock += times.stepsByTheClock();
    steps += times.steps();
    input += times.input();
    progress.advance(
        page.examples(),
        String.format(
            Locale.ROOT, "epoch %d  round %d  loss %.4f", page.epoch() + 1, page.round(), loss));
  }

  /** The loss, smoothed; no number before the first round. */
  double loss() {
    return loss;
  }

  /** Whether a round was run. */
  boolean hasRounds() {
    return steps > 0;
  }

  /** What was spent beside the steps, as shares of their time. */
  String overhead() {
    return String.format(
        Locale.ROOT,
        "Averaging added %.1f %% to the time of the steps; waited for input: %.1f %%",
        100 * (seconds / stepsByTheClock - 1),
        100 * input / steps);
  }

  @Override
  public void close() {
    progress.close();
  }
}
