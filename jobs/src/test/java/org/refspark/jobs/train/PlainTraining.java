package org.refspark.jobs.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.refspark.model.Query;
import org.refspark.model.Trainer;

/** What one worker with frequency 1 comes to, without Spark and without averaging. */
final class PlainTraining {
  private PlainTraining() {}

  static float[] of(ToyRun run) throws IOException {
    return train(run, 1, batch -> false);
  }

  /** With so much of the learning rate from the third step on. */
  static float[] lowered(ToyRun run, double factor) throws IOException {
    return train(run, factor, batch -> false);
  }

  /** Without the batches that hold a picture. */
  static float[] without(ToyRun run, String picture) throws IOException {
    return train(
        run, 1, batch -> batch.stream().anyMatch(query -> query.image().id().equals(picture)));
  }

  private static float[] train(ToyRun run, double factor, Predicate<List<Query>> leftOut)
      throws IOException {
    var trainer = run.factory().create();
    var index = run.source().index();
    long iteration = 0;
    for (int epoch = 0; epoch < run.train().epochs(); epoch++) {
      var order = EpochOrder.of(index, run.train(), epoch);
      for (int from = 0; from < order.size(); from += run.train().batchPictures()) {
        int to = Math.min(order.size(), from + run.train().batchPictures());
        var batch = new ArrayList<Query>();
        for (var group : order.between(from, to)) {
          batch.add(new Query(run.source().read(group.picture()), group.expressions()));
        }
        if (!leftOut.test(batch)) {
          double now = iteration < 2 ? 1 : factor;
          trainer.step(batch, iteration, now, SeedMix.of(run.train().seed(), iteration, 0));
          iteration++;
        }
      }
    }
    return values(trainer);
  }

  private static float[] values(Trainer trainer) {
    float[] parameters = trainer.model().parameters().toFloatVector();
    float[] state = trainer.optimizerState().toFloatVector();
    float[] all = Arrays.copyOf(parameters, parameters.length + state.length);
    System.arraycopy(state, 0, all, parameters.length, state.length);
    return all;
  }
}
