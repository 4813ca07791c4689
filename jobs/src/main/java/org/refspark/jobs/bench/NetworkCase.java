package org.refspark.jobs.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * A network at a size, as {@code bench all} measures it.
 *
 * @param model its name
 * @param size large or demo
 * @param conf its settings
 * @param settings that lie over them
 * @param pictures of a training step
 * @param expressions of each picture in a training step
 */
record NetworkCase(
    String model, String size, String conf, List<String> settings, int pictures, int expressions) {
  static final String LARGE = "large";
  static final String DEMO = "demo";

  /** The papers' networks at the sizes that one machine can train, and the demos' own batches. */
  static final List<NetworkCase> ALL =
      List.of(
          new NetworkCase("grm-net", LARGE, "conf/grm-net/r50.conf", List.of(), 1, 1),
          new NetworkCase("grm-net", DEMO, "conf/grm-net/demo.conf", List.of(), 2, 8),
          new NetworkCase(
              "mmnet", LARGE, "conf/mmnet/rn50.conf", List.of("model.image-size=416"), 2, 1),
          new NetworkCase("mmnet", DEMO, "conf/mmnet/demo.conf", List.of(), 2, 4),
          new NetworkCase("lts", LARGE, "conf/lts/paper.conf", List.of(), 2, 1),
          new NetworkCase("lts", DEMO, "conf/lts/demo.conf", List.of(), 2, 4));

  boolean large() {
    return size.equals(LARGE);
  }

  /** A task with this network. */
  List<String> bench(String task, String... more) {
    var arguments = new ArrayList<>(List.of("bench", task, "--conf", conf));
    arguments.addAll(settings);
    arguments.addAll(List.of(more));
    return arguments;
  }

  List<String> step() {
    return bench("step", "bench.batch=" + pictures, "bench.expressions=" + expressions);
  }
}
