package org.refspark.jobs.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.config.EvaluateConfig;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.storage.NumberedNames;
import org.refspark.jobs.storage.SavedFile;
import org.refspark.jobs.storage.Sha256;
import org.refspark.jobs.storage.Storage;
import org.refspark.model.ParameterLayout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of a run directory: {@code rounds/000012/{params.safetensors,
 * optimizer.safetensors, state.json}}.
 */
public final class Checkpoints {
  /** Weights and buffers by name, within a checkpoint's folder. */
  public static final String PARAMETERS = "params.safetensors";

  static final String FOLDER = "rounds";
  private static final String OPTIMIZER = "optimizer.safetensors";
  private static final String STATE = "state.json";
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

  private final Storage run;

  /**
   * @param run the run directory
   */
  public Checkpoints(Storage run) {
    this.run = run;
  }

  /**
   * The newest checkpoint whose files are all as it says; broken ones are named in the log. None
   * where none was finished yet.
   *
   * @throws DataFormatException where checkpoints were finished and none of them is whole any more:
   *     to begin anew would remove them
   */
  Optional<CheckpointState> newestToGoOnFrom() throws IOException {
    var newest = newestWhole();
    if (newest.isEmpty()) {
      for (int round : NumberedNames.in(run.list(FOLDER))) {
        if (wasFinished(round)) {
          throw new DataFormatException(
              run.describe(FOLDER),
              "holds checkpoints, but none that is whole and of this version of RefSpark: their"
                  + " faults are said above. Bring the files back, or remove the folder to begin"
                  + " anew");
        }
      }
    }
    return newest;
  }

  /** A driver that died while it wrote the last file has left a part of it. */
  private boolean wasFinished(int round) throws IOException {
    var name = FOLDER + "/" + NumberedNames.of(round) + "/" + STATE;
    return Json.isCommitted(run, name);
  }

  /** The newest checkpoint whose files are all as it says; broken ones are named in the log. */
  public Optional<CheckpointState> newestWhole() throws IOException {
    var rounds = new ArrayList<>(NumberedNames.in(run.list(FOLDER)));
    Collections.reverse(rounds);
    for (int round : rounds) {
      try {
        return Optional.of(verified(round));
      } catch (DataFormatException e) {
        LOG.warn("This checkpoint is skipped: {}", e.getMessage());
      }
    }
    return Optional.empty();
  }

  /**
   * The checkpoint that is asked for.
   *
   * @param which newest, best or the number of a round
   * @throws DataFormatException where it is not there, or not whole
   */
  public CheckpointState choose(String which) throws IOException {
    return switch (which) {
      case EvaluateConfig.NEWEST -> requireNewestWhole();
      case EvaluateConfig.BEST -> {
        var best =
            Validations.best(run)
                .orElseThrow(
                    () ->
                        new DataFormatException(
                            run.place(),
                            "was not measured in training, so that no checkpoint is the best; train"
                                + " with data.validate=SHARDS, or ask for the newest"));
        yield verified(best.round());
      }
      default -> verified(Integer.parseInt(which));
    };
  }

  /** Where none is whole, what is wrong with the newest. */
  private CheckpointState requireNewestWhole() throws IOException {
    var newest = newestWhole();
    if (newest.isPresent()) {
      return newest.get();
    }
    var rounds = NumberedNames.in(run.list(FOLDER));
    if (!rounds.isEmpty()) {
      verified(rounds.get(rounds.size() - 1));
    }
    throw new DataFormatException(
        run.place(), "has no whole checkpoint yet; let refspark train run until the first");
  }

  /**
   * Weights and buffers of a checkpoint, flat.
   *
   * @throws DataFormatException where they are not of this network
   */
  public float[] parameters(CheckpointState state, ParameterLayout layout) throws IOException {
    float[] values = new float[Math.toIntExact(layout.length())];
    TensorFiles.read(run, state.folder() + "/" + PARAMETERS, layout, values, 0);
    return values;
  }

  /** All that training needs to go on from a checkpoint. */
  TrainingState load(CheckpointState state, StateLayout layout) throws IOException {
    int parameters = Math.toIntExact(layout.network().length());
    float[] values = new float[Math.addExact(parameters, layout.optimizerLength())];
    TensorFiles.read(run, state.folder() + "/" + PARAMETERS, layout.network(), values, 0);
    TensorFiles.read(run, state.folder() + "/" + OPTIMIZER, layout.optimizer(), values, parameters);
    return new TrainingState(state.cursor(), parameters, values);
  }

  /**
   * Makes the state a checkpoint and reads it back; older ones than the newest {@code keep} go only
   * then.
   *
   * @param best the round whose checkpoint stays however old it is
   */
  void save(TrainingState state, StateLayout layout, long seed, int keep, OptionalInt best)
      throws IOException {
    var cursor = state.cursor();
    var folder = FOLDER + "/" + NumberedNames.of(cursor.round());
    // What a broken earlier attempt left must not be mixed with this one.
    run.delete(folder + "/" + STATE);
    run.delete(folder);
    var files = new LinkedHashMap<String, SavedFile>();
    files.put(PARAMETERS, write(folder + "/" + PARAMETERS, layout.network(), state.values(), 0));
    files.put(
        OPTIMIZER,
        write(folder + "/" + OPTIMIZER, layout.optimizer(), state.values(), state.parameters()));
    var document =
        new CheckpointState(
            CheckpointState.FORMAT,
            cursor.round(),
            cursor.iteration(),
            cursor.epoch(),
            cursor.position(),
            cursor.setbacks(),
            seed,
            files);
    // This write is the atomic commit: until state.json is whole, the checkpoint does not exist.
    Json.write(run, folder + "/" + STATE, document);
    verified(cursor.round());
    dropAllBut(keep, cursor.round(), best);
  }

  private SavedFile write(String name, ParameterLayout layout, float[] values, int from)
      throws IOException {
    var sha256 = run.write(name, out -> TensorFiles.write(out, layout, values, from));
    return new SavedFile(run.size(name), sha256);
  }

  /** Later rounds than the saved one are broken leftovers: the run went on from before them. */
  private void dropAllBut(int keep, int saved, OptionalInt best) throws IOException {
    var rounds = new ArrayList<>(NumberedNames.in(run.list(FOLDER)));
    var dropped = new ArrayList<>(rounds.stream().filter(round -> round > saved).toList());
    rounds.removeAll(dropped);
    best.ifPresent(round -> rounds.remove((Integer) round));
    dropped.addAll(rounds.subList(0, Math.max(0, rounds.size() - keep)));
    for (int round : dropped) {
      var folder = FOLDER + "/" + NumberedNames.of(round);
      run.delete(folder + "/" + STATE);
      run.delete(folder);
    }
  }

  private CheckpointState verified(int round) throws IOException {
    var folder = FOLDER + "/" + NumberedNames.of(round);
    if (!run.exists(folder + "/" + STATE)) {
      throw new DataFormatException(
          run.describe(folder), "was not finished: there is no " + STATE + " in it");
    }
    var state = Json.read(run, folder + "/" + STATE, CheckpointState.class);
    if (state.format() != CheckpointState.FORMAT || state.round() != round) {
      throw new DataFormatException(
          run.describe(folder + "/" + STATE),
          "is format %d of round %d, expected format %d of round %d"
              .formatted(state.format(), state.round(), CheckpointState.FORMAT, round));
    }
    for (var file : List.of(PARAMETERS, OPTIMIZER)) {
      verify(folder + "/" + file, state.files().get(file));
    }
    return state;
  }

  private void verify(String name, SavedFile expected) throws IOException {
    if (expected == null || !run.exists(name)) {
      throw new DataFormatException(run.describe(name), "is missing");
    }
    long bytes = run.size(name);
    if (bytes != expected.bytes()) {
      throw new DataFormatException(
          run.describe(name), "holds %,d bytes, expected %,d".formatted(bytes, expected.bytes()));
    }
    try (var in = run.open(name)) {
      var sha256 = Sha256.of(in);
      if (!sha256.equals(expected.sha256())) {
        throw new DataFormatException(
            run.describe(name),
            "has the hash %s, expected %s: its content has changed"
                .formatted(sha256, expected.sha256()));
      }
    }
  }
}
