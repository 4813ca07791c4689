package org.refspark.jobs.train;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.storage.Storage;
import org.refspark.model.ParameterLayout;

/** A run directory as training leaves it, without the training. */
public final class TestRun {
  private TestRun() {}

  /** Writes run.json, a ledger of that many rounds and a checkpoint. */
  public static void write(
      Storage run,
      String configuration,
      RunRecord.Data data,
      int rounds,
      ParameterLayout layout,
      float[] weights)
      throws IOException {
    var versions = Map.of("refspark", "0.1.0", "java", "17");
    var record =
        new RunRecord(
            RunRecord.FORMAT,
            "2026-01-01T00:00:00Z",
            versions,
            data,
            new java.util.TreeMap<>(),
            Json.parse(configuration, JsonNode.class));
    record.agreeWith(run);
    var ledger = new Ledger(run);
    for (int round = 1; round <= rounds; round++) {
      ledger.write(page(round));
    }
    var state =
        new TrainingState(
            new Cursor(rounds, 5L * rounds, 1, 0, Setbacks.NONE), weights.length, weights);
    new Checkpoints(run)
        .save(
            state,
            new StateLayout(layout, new ParameterLayout(List.of()), 0),
            1,
            1,
            OptionalInt.empty());
  }

  /** Adds what a run came to after a round. */
  public static void measured(Storage run, int round, double iou) throws IOException {
    var score =
        new Validations.Score(round, "mIoU", iou, Map.of("mIoU", iou, "oIoU", iou / 2), "shards");
    Json.write(run, Validations.folder(round) + "/score.json", score);
  }

  private static LedgerPage page(int round) {
    var work = new ArrayList<LedgerPage.Work>();
    for (int worker = 0; worker < 2; worker++) {
      var steps = new ArrayList<LedgerPage.Batch>();
      for (int step = 0; step < 5; step++) {
        long iteration = 5L * (round - 1) + step;
        steps.add(
            new LedgerPage.Batch(
                iteration, 4, loss(iteration, worker), parts(iteration, worker), List.of("a")));
      }
      work.add(new LedgerPage.Work(worker, steps));
    }
    var timing =
        new LedgerPage.Timing(
            "2026-01-01T00:00:00Z",
            12.5,
            new RoundTimes(0.5, 11, 1, round % 2 == 1 ? 0 : 1.5, round % 2 == 1 ? 0 : 6, 20, 1, 2),
            List.of(new LedgerPage.Task(0, "host", 12)));
    long first = 5L * (round - 1);
    return new LedgerPage(
        round, round / 20, 0, first, 5, 40, loss(first, 0), parts(first, 0), work, timing);
  }

  private static double loss(long iteration, int worker) {
    return parts(iteration, worker).values().stream().mapToDouble(Double::doubleValue).sum();
  }

  private static Map<String, Double> parts(long iteration, int worker) {
    double noise = 0.5 + ((iteration * 7919 + worker * 104729L) % 1000) / 1000.0;
    double fall = Math.exp(-iteration / 150.0);
    var parts = new java.util.LinkedHashMap<String, Double>();
    parts.put("rpn.objectness", 0.1 + 0.6 * fall * noise);
    parts.put("rpn.box", 0.02 + 0.2 * fall * noise);
    parts.put("class", 0.3 * noise + 2 * fall * noise);
    parts.put("box", 0.2 * noise * (1 + fall));
    parts.put("mask", 0.1 + 0.6 * fall * noise);
    return parts;
  }
}
