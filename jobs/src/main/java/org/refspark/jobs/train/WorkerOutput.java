package org.refspark.jobs.train;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/** What a task sends on: pieces of its values, and a report. */
sealed interface WorkerOutput extends Serializable {
  /** The logical worker. */
  int worker();

  /** That it has seen in the round: the weight of its values. */
  int examples();

  /**
   * One piece of a worker's values.
   *
   * @param examples that the worker has seen in the round: the weight of its values
   * @param values the piece: float32, little-endian. Java writes bytes several times as fast.
   */
  record Piece(int worker, int examples, byte[] values) implements WorkerOutput {}

  /**
   * One piece that does not travel, see {@link EndValues}: a worker's, in its trainer, or a mean,
   * where the driver wants it.
   *
   * @param examples that the worker has seen in the round: the weight of its values
   */
  record InPlace(int worker, int examples) implements WorkerOutput {}

  /**
   * What a worker did in a round.
   *
   * @param steps in order
   * @param host where it ran, and on which executor and GPU
   * @param seconds that it took, to the end of its last step
   * @param stepSeconds of them in steps
   * @param inputSeconds of them waiting for pictures that were not yet read and decoded
   * @param problem empty, or why the round cannot count
   */
  record Report(
      int worker,
      List<Step> steps,
      String host,
      double seconds,
      double stepSeconds,
      double inputSeconds,
      String problem)
      implements WorkerOutput {
    @Override
    public int examples() {
      return steps.stream().mapToInt(Step::examples).sum();
    }
  }

  /**
   * One mini-batch.
   *
   * @param iteration of the schedule
   * @param examples in the batch
   * @param loss mean over the batch
   * @param parts its named terms
   * @param ids of the expressions
   */
  record Step(
      long iteration, int examples, double loss, Map<String, Double> parts, List<String> ids)
      implements Serializable {}
}
