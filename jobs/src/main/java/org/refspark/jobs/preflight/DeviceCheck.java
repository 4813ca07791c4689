package org.refspark.jobs.preflight;

import java.io.IOException;
import java.util.List;
import org.refspark.jobs.device.DeviceRule;
import org.refspark.jobs.device.Engine;

/**
 * Whether a task can compute where it should.
 *
 * @param given addresses of the GPUs that Spark gave the asking task
 * @param rule of tasks that train
 * @param engine of this process
 */
record DeviceCheck(List<String> given, DeviceRule rule, Engine engine) {
  private static final String NAME = "GPUs";

  Check check() {
    var told = given.isEmpty() ? "none given by Spark" : "Spark gave " + given;
    var obstacle = rule.obstacle(given, engine);
    if (obstacle.isPresent()) {
      var found = told + "; " + obstacle.get().found();
      return rule.isSurmountable(engine)
          ? Check.notice(NAME, found + ": networks run on the CPU", obstacle.get().remedy())
          : Check.bad(NAME, found, obstacle.get().remedy());
    }
    return engine.usesGpus() ? cards(told) : onCpu(told);
  }

  private Check onCpu(String told) {
    var found = told + "; networks run on the CPU";
    return given.isEmpty()
        ? Check.good(NAME, found)
        : Check.notice(NAME, found, "leave GPUs to work that uses them: compute.device=auto");
  }

  private static Check cards(String told) {
    try {
      var cards = GraphicsCard.ofThisMachine();
      var unsupported = cards.stream().filter(card -> !card.isSupported()).toList();
      return unsupported.isEmpty()
          ? Check.good(NAME, told + " of " + cards)
          : Check.bad(
              NAME,
              unsupported.toString(),
              "the CUDA library has code for compute capabilities 3.7 to 8.9 only: use other cards,"
                  + " or compute.device=cpu");
    } catch (IOException e) {
      return Check.bad(NAME, e.getMessage(), "install NVIDIA's driver on that machine");
    }
  }
}
