package org.refspark.jobs.sweep;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.storage.Storage;

/**
 * The folder of a sweep:
 *
 * <pre>
 * sweep.json                 what was asked
 * data/                      pictures and shards, where the sweep has drawn them
 * trials/k-5-s1/             a run, with its evaluation
 * stages/1/k-5-s1.json       what trials came to at each stage; the last one is the end
 * failed/k-5-s1.json         why a trial has no result
 * log/k-5-s1.txt             what the trial's commands printed
 * halving.json               who went on from which rung, and why
 * table.md results.csv results.json
 * </pre>
 */
final class SweepFiles {
  private final Storage folder;

  SweepFiles(Storage folder) {
    this.folder = folder;
  }

  Storage folder() {
    return folder;
  }

  /** The run directory of a trial. */
  Storage run(Trial trial) {
    return folder.child("trials/" + trial.name());
  }

  Optional<TrialResult> result(Job job) throws IOException {
    var name = stage(job);
    return Json.isCommitted(folder, name)
        ? Optional.of(Json.read(folder, name, TrialResult.class))
        : Optional.empty();
  }

  Optional<TrialFailure> failure(Trial trial) throws IOException {
    var name = failed(trial);
    return Json.isCommitted(folder, name)
        ? Optional.of(Json.read(folder, name, TrialFailure.class))
        : Optional.empty();
  }

  void write(Job job, TrialResult result) throws IOException {
    // This write is the commit of the trial's stage.
    Json.write(folder, stage(job), result);
    folder.delete(failed(job.trial()));
  }

  void write(Trial trial, TrialFailure failure) throws IOException {
    Json.write(folder, failed(trial), failure);
  }

  private record Decisions(List<Halving.Decision> decisions) {}

  void write(List<Halving.Decision> decisions) throws IOException {
    Json.write(folder, "halving.json", new Decisions(decisions));
  }

  void writeLog(Trial trial, byte[] text) throws IOException {
    folder.write("log/" + trial.name() + ".txt", text);
  }

  private static String stage(Job job) {
    return "stages/%d/%s.json".formatted(job.stage() + 1, job.trial().name());
  }

  private static String failed(Trial trial) {
    return "failed/" + trial.name() + ".json";
  }
}
