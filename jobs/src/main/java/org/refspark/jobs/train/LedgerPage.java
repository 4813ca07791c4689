package org.refspark.jobs.train;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.train.WorkerOutput.Report;
import org.refspark.jobs.train.WorkerOutput.Step;

/**
 * What happened in one round: {@code ledger/000012.json}. All but {@link #timing} follows from the
 * configuration and the data; a round that is run again writes the same.
 *
 * @param round its number, from 1
 * @param epoch that it belongs to, from 0
 * @param groups of that epoch seen before the round
 * @param iteration optimiser steps taken before the round
 * @param steps optimiser steps it advanced by
 * @param examples it learnt from
 * @param loss mean over its examples
 * @param parts the loss by its named terms, likewise
 * @param workers what each worker did, in order
 * @param timing where and how long it ran
 */
public record LedgerPage(
    int round,
    int epoch,
    int groups,
    long iteration,
    int steps,
    int examples,
    double loss,
    Map<String, Double> parts,
    List<Work> workers,
    Timing timing) {

  /**
   * One worker's round.
   *
   * @param worker its number
   * @param steps its mini-batches, with the ids of the expressions
   */
  public record Work(int worker, List<Batch> steps) {}

  /**
   * One mini-batch.
   *
   * @param iteration of the schedule
   * @param examples in the batch
   * @param loss mean over the batch
   * @param parts its named terms
   * @param ids of the expressions
   */
  public record Batch(
      long iteration, int examples, double loss, Map<String, Double> parts, List<String> ids) {}

  /**
   * The part of a page that differs from run to run.
   *
   * @param started as ISO 8601
   * @param seconds of the whole round
   * @param parts of these seconds
   * @param workers of each worker's task
   */
  public record Timing(String started, double seconds, RoundTimes parts, List<Task> workers) {
    private static final String VALIDATION = "validation-before";

    /** Pages from before some parts were measured lack them, and are read all the same. */
    @JsonCreator
    static Timing of(JsonNode page) throws JsonProcessingException {
      var tasks = new ArrayList<Task>();
      for (var task : page.required("workers")) {
        tasks.add(Json.parse(task.toString(), Task.class));
      }
      return new Timing(
          page.required("started").asText(),
          page.required("seconds").asDouble(),
          page.get("parts") instanceof ObjectNode parts
              ? Json.parse(whole(parts).toString(), RoundTimes.class)
              : RoundTimes.NONE,
          tasks);
    }

    private static ObjectNode whole(ObjectNode parts) {
      return parts.has(VALIDATION) ? parts : parts.deepCopy().put(VALIDATION, 0);
    }
  }

  /**
   * One worker's task.
   *
   * @param worker its number
   * @param host where it ran; on a cluster with the executor, and its GPU where it had one
   * @param seconds it took
   */
  public record Task(int worker, String host, double seconds) {}

  /** Of the whole round. */
  double examplesPerSecond() {
    return examples / timing.seconds();
  }

  static LedgerPage of(
      RoundPlan plan, List<Report> reports, String started, double seconds, RoundTimes times) {
    var steps = reports.stream().flatMap(report -> report.steps().stream()).toList();
    int examples = steps.stream().mapToInt(Step::examples).sum();
    return new LedgerPage(
        plan.number(),
        plan.from().epoch(),
        plan.from().position(),
        plan.from().iteration(),
        plan.steps(),
        examples,
        steps.stream().mapToDouble(step -> step.loss() * step.examples()).sum() / examples,
        meanParts(steps, examples),
        reports.stream().map(LedgerPage::work).toList(),
        new Timing(
            started,
            seconds,
            times,
            reports.stream().map(r -> new Task(r.worker(), r.host(), r.seconds())).toList()));
  }

  private static Map<String, Double> meanParts(List<Step> steps, int examples) {
    var sums = new LinkedHashMap<String, Double>();
    for (var step : steps) {
      step.parts().forEach((name, value) -> sums.merge(name, value * step.examples(), Double::sum));
    }
    sums.replaceAll((name, sum) -> sum / examples);
    return sums;
  }

  private static Work work(Report report) {
    return new Work(
        report.worker(),
        report.steps().stream()
            .map(s -> new Batch(s.iteration(), s.examples(), s.loss(), s.parts(), s.ids()))
            .toList());
  }
}
