package org.refspark.jobs.retrain;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.refspark.jobs.registry.Version;
import org.refspark.jobs.storage.Storage;

/**
 * The work of a tick. Each piece may be asked for again after a crash in the middle of it: it goes
 * on, or begins anew, and comes to the same.
 */
interface Workshop {
  /** SHA-256 of files of a folder, in the order of the paths. */
  List<String> hashes(Storage folder, List<String> paths) throws IOException;

  /** Hash of the frozen split's shards, as they are now. */
  String frozen() throws IOException;

  /**
   * Makes shards of published files; shards that are whole stay.
   *
   * @param published the files' folder
   * @param shards where the shards go
   */
  Shards shard(Storage published, Storage shards) throws Exception;

  /**
   * Shards that are whole.
   *
   * @param hash of their content
   * @param pictures how many
   * @param expressions how many
   */
  record Shards(String hash, long pictures, long expressions) {}

  /**
   * Trains a candidate, or goes on with it.
   *
   * @param shards all that it learns from, in the order of their arrival
   * @param parent the version whose weights it begins with
   * @param model the candidate's folder in the registry
   */
  Trained train(List<Storage> shards, Optional<Version> parent, Storage model) throws Exception;

  /**
   * What came of training.
   *
   * @param data hash of all shards together
   * @param pictures how many
   * @param expressions how many
   * @param checkpoint with the hash of its weights; empty where training failed
   * @param finite whether all weights are numbers
   * @param failure why training failed; empty where it did not
   */
  record Trained(
      String data,
      long pictures,
      long expressions,
      String checkpoint,
      boolean finite,
      String failure) {}

  /** Measures a version's model on the frozen split, and what of it the gate asks for. */
  Examined examine(Storage model, String checkpoint) throws Exception;

  /**
   * What a model came to on the frozen split.
   *
   * @param evaluation its name
   * @param frozen hash of the shards it was measured on
   * @param metric that the gate goes by
   * @param expressions that were measured
   * @param expected expressions of the frozen split
   * @param metrics by name
   * @param categories what the gate's metric is by category
   */
  record Examined(
      String evaluation,
      String frozen,
      String metric,
      long expressions,
      long expected,
      Map<String, Double> metrics,
      Map<String, Category> categories) {

    /** For the registry. */
    Version.Measured measured() {
      return new Version.Measured(evaluation, frozen, metric, expressions, metrics);
    }
  }

  /**
   * A category of the frozen split.
   *
   * @param expressions that mean it
   * @param value of the gate's metric over these
   */
  record Category(long expressions, double value) {}

  /**
   * How a candidate differs from the champion on the same expressions; both were examined.
   *
   * @param champion its version
   * @param candidate its folder in the registry
   */
  Version.Comparison compare(Version champion, Storage candidate, Examined examined)
      throws Exception;

  /** Writes a version's package; one that is whole stays. */
  void export(Storage model, String checkpoint) throws Exception;
}
