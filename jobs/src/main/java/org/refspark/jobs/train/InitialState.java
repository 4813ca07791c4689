package org.refspark.jobs.train;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.refspark.jobs.command.BoundedJob;
import org.refspark.jobs.command.Deadline;
import org.refspark.jobs.device.DeviceRule;
import org.refspark.jobs.device.GpuStage;
import org.refspark.jobs.storage.Json;
import org.refspark.model.ParameterLayout;

/**
 * What an untrained network looks like. It is built on an executor, where it stays for the first
 * round: the driver needs neither its memory nor its device.
 *
 * @param slots the layout's arrays, as JSON
 * @param parameters initial weights and buffers
 * @param optimizerLength values of the optimiser's state
 */
record InitialState(String slots, float[] parameters, int optimizerLength) implements Serializable {

  static InitialState build(
      JavaSparkContext spark, TrainerFactory factory, GpuStage stage, Deadline deadline) {
    var rule = stage.rule();
    return BoundedJob.run(
        spark,
        "build the network · train",
        deadline,
        () -> stage.on(spark.parallelize(List.of(factory), 1).map(made -> of(made, rule))).first());
  }

  private static InitialState of(TrainerFactory factory, DeviceRule rule) {
    var device = rule.claim(factory.engine());
    // Not from the pool: a used trainer has no initial weights.
    var trainer = factory.create();
    var state =
        new InitialState(
            Json.text(trainer.model().layout().slots()),
            trainer.model().parameters().toFloatVector(),
            Math.toIntExact(trainer.optimizerState().length()));
    TrainerPool.ofThisMachine().giveBack(factory, device, trainer);
    return state;
  }

  StateLayout layout(TrainerFactory factory) throws IOException {
    var network = new ParameterLayout(List.of(Json.parse(slots, ParameterLayout.Slot[].class)));
    return new StateLayout(network, factory.optimizerLayout(network), optimizerLength);
  }

  TrainingState start() {
    float[] values = java.util.Arrays.copyOf(parameters, parameters.length + optimizerLength);
    return new TrainingState(Cursor.START, parameters.length, values);
  }
}
