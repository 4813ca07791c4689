package org.refspark.jobs.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.refspark.jobs.command.CommandFailure;
import org.refspark.jobs.command.ExitCode;
import org.refspark.jobs.config.AveragingConfig.NotFinite;
import org.refspark.jobs.config.AveragingConfig.Policy;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.storage.NumberedNames;
import org.refspark.jobs.storage.Storage;
import org.refspark.jobs.train.WorkerOutput.Report;

/**
 * Rounds that did not count, since a loss or weights were no longer numbers: {@code
 * rejected/000012.json}. What follows depends on the round alone, so that a run that is stopped and
 * resumed decides the same.
 */
final class Rejections {
  private static final String FOLDER = "rejected";

  private final Storage run;
  private final NotFinite policy;
  private final List<Attempt> attempts = new ArrayList<>();
  private int round;

  /**
   * An attempt of a round that did not count.
   *
   * @param problem in words
   * @param worker that had it
   * @param iteration of its last step
   * @param parts of that step's loss, by name
   * @param expressions of that step's batch
   * @param rateFactor of the scheduled learning rate at that time
   * @param then what followed
   */
  record Attempt(
      String problem,
      int worker,
      long iteration,
      Map<String, Double> parts,
      List<String> expressions,
      double rateFactor,
      Policy then) {
    String text() {
      return "%s in iteration %d on worker %d, with the terms %s and the expressions %s"
          .formatted(problem, iteration, worker, parts, expressions);
    }
  }

  /**
   * All attempts of one round.
   *
   * @param round its number
   * @param attempts in order
   */
  record Page(int round, List<Attempt> attempts) {}

  /**
   * @param run the run directory
   * @param policy what becomes of such rounds
   */
  Rejections(Storage run, NotFinite policy) {
    this.run = run;
    this.policy = policy;
  }

  /** Removes what was noted of rounds after that one: they will be run again. */
  void dropAfter(int last) throws IOException {
    for (int later : NumberedNames.in(run.list(FOLDER))) {
      if (later > last) {
        run.delete(name(later));
      }
    }
  }

  /** Those of a round; none where it counted at once. */
  List<Attempt> of(int ofRound) throws IOException {
    return run.exists(name(ofRound))
        ? Json.read(run, name(ofRound), Page.class).attempts()
        : List.of();
  }

  /**
   * Notes a round that did not count, and decides where to go on.
   *
   * @return the place to go on from: behind the round where it is skipped, else before it
   * @throws CommandFailure where the run is to end
   */
  Cursor decide(RoundPlan plan, Report report) throws IOException {
    var setbacks = plan.from().setbacks().another();
    boolean tooMany = setbacks.rejected() > policy.most();
    var then = tooMany ? Policy.STOP : policy.then();
    var attempt = attempt(report, plan.from().setbacks().rateFactor(), then);
    note(plan.number(), attempt);
    return switch (then) {
      case STOP -> throw ended(attempt, tooMany);
      case SKIP -> plan.from().with(setbacks).leapTo(plan.next());
      case LOWER_RATE -> plan.from().with(setbacks.lower(policy.rateFactor()));
    };
  }

  private static Attempt attempt(Report report, double rateFactor, Policy then) {
    var step = report.steps().get(report.steps().size() - 1);
    return new Attempt(
        report.problem(),
        report.worker(),
        step.iteration(),
        step.parts(),
        step.ids(),
        rateFactor,
        then);
  }

  private void note(int ofRound, Attempt attempt) throws IOException {
    if (ofRound != round) {
      round = ofRound;
      attempts.clear();
    }
    attempts.add(attempt);
    Json.write(run, name(ofRound), new Page(ofRound, attempts));
  }

  private CommandFailure ended(Attempt attempt, boolean tooMany) {
    var why =
        tooMany
            ? "It is one more than averaging.not-finite.most, %d, allows.".formatted(policy.most())
            : "The round was dropped; averaging.not-finite.then=skip or lower-rate would go on.";
    return new CommandFailure(
        ExitCode.USAGE,
        ("%s. %s Checkpoints are whole. Lower the learning rate, lengthen its warm-up or"
                + " tighten the clipping of gradients, and look at these expressions' pictures.")
            .formatted(attempt.text(), why));
  }

  private static String name(int ofRound) {
    return FOLDER + "/" + NumberedNames.of(ofRound) + ".json";
  }
}
