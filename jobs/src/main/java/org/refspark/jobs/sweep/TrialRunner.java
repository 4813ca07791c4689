package org.refspark.jobs.sweep;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.refspark.jobs.command.Command;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.EvaluateConfig;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.evaluate.Evaluation;
import org.refspark.jobs.evaluate.MetricsDocument;
import org.refspark.jobs.train.Ledger;
import org.refspark.jobs.train.LedgerPage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a trial through a stage: trains it so far, and measures it. */
final class TrialRunner {
  private static final Logger LOG = LoggerFactory.getLogger(TrialRunner.class);

  private final SweepPlan plan;
  private final SweepFiles files;
  private final SweepData data;
  private final Command train;
  private final Command evaluate;

  TrialRunner(SweepPlan plan, SweepFiles files, SweepData data, Command train, Command evaluate) {
    this.plan = plan;
    this.files = files;
    this.data = data;
    this.train = train;
    this.evaluate = evaluate;
  }

  /** Goes on with a trial that was stopped; what its commands print goes to its log. */
  TrialResult run(Job job) throws Exception {
    var settings = settings(job);
    var printed = new ByteArrayOutputStream();
    var out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    try {
      train.run(settings, out);
      evaluate.run(settings, out);
    } finally {
      writeLog(job, printed.toByteArray());
    }
    return result(job, settings);
  }

  /** What is printed is for people: without it the trial counts all the same. */
  private void writeLog(Job job, byte[] text) {
    try {
      files.writeLog(job.trial(), text);
    } catch (IOException e) {
      LOG.warn("The log of {} could not be written: {}", job.trial().name(), e.getMessage());
    }
  }

  private Settings settings(Job job) {
    var values =
        new HashMap<>(
            Map.of(
                "run", files.run(job.trial()).place(),
                "data.train", data.train(),
                "data.eval", data.eval()));
    plan.stages()
        .get(job.stage())
        .ifPresent(rounds -> values.put("train.most-rounds", rounds.toString()));
    return plan.settings().get(job.trial()).with(values);
  }

  private TrialResult result(Job job, Settings settings) throws IOException {
    var trial = job.trial();
    var run = files.run(trial);
    var name =
        Evaluation.name(data.evalSplit(), settings.section("evaluate", EvaluateConfig.class));
    var document = MetricsDocument.read(run.child("eval/" + name));
    for (var metric : plan.config().metrics()) {
      if (!document.metrics().containsKey(metric)) {
        throw new ConfigurationException(
            "sweep.metrics has \"%s\", but %s was not measured by it; there are: %s"
                .formatted(metric, trial.name(), String.join(", ", document.metrics().keySet())));
      }
    }
    var pages = new Ledger(run).pages();
    return new TrialResult(
        trial.name(),
        trial.point().name(),
        trial.seed(),
        pages.get(pages.size() - 1).round(),
        pages.stream().mapToLong(LedgerPage::examples).sum(),
        pages.stream().mapToDouble(page -> page.timing().seconds()).sum(),
        name,
        document.expressions(),
        document.mainMetrics(),
        document.metrics());
  }
}
