package org.refspark.jobs.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.refspark.data.Expression;
import org.refspark.data.ReferringImage;
import org.refspark.data.synthetic.SceneGenerator;
import org.refspark.data.text.Vocabulary;
import org.refspark.jobs.config.BenchConfig;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.config.TrainConfig;
import org.refspark.jobs.network.Networks;
import org.refspark.model.Measurable;
import org.refspark.model.Query;
import org.refspark.model.ReferringModel;
import org.refspark.model.Trainer;
import org.refspark.model.Work;
import org.refspark.model.optim.OptimizerConfig;
import org.refspark.model.optim.Optimizers;

/**
 * Measures one network on generated scenes.
 *
 * @param config how often, and batches of which size
 * @param hadoop reaches the files that a network is built from
 */
record Bench(BenchConfig config, Configuration hadoop) {
  private static final int KERNELS = 10;
  private static final int SCHEDULED_STEPS = 1_000_000;

  /** Training steps: gradient and update of one batch. */
  Measurement step(Settings settings, String setting) throws Exception {
    int asked = config.expressions().orElse(1);
    var scenes = scenes(config.batch(), asked);
    var batch = scenes.stream().map(scene -> first(scene, asked)).toList();
    var parts = new StepParts(new KernelTimes());
    var choices = settings.section("optimizer", OptimizerConfig.class);
    ResidentMemory.reset();
    try (var model = Networks.untrained(settings, words(scenes), config.batch(), asked, hadoop)) {
      var optimizer = Optimizers.create(choices, model.layout(), SCHEDULED_STEPS);
      var trainer = new Trainer(model, parts.timing(optimizer));
      long seed = settings.section("train", TrainConfig.class).seed();
      var run =
          run(
              setting,
              parts,
              () -> ((Measurable) model).training(),
              repetition -> trainer.step(batch, repetition, seed + repetition));
      return measurement(
          setting,
          model,
          run,
          new Load(batch.size(), batch.size() * asked),
          trainer.optimizerState().length());
    }
  }

  /** Answers to expressions of a picture, masks at its own size; pictures vary. */
  Measurement evaluate(Settings settings, String setting) throws Exception {
    int least = config.expressions().orElse(1);
    var scenes = scenes(repetitions().all(), least);
    var queries =
        scenes.stream()
            .map(scene -> config.expressions().isPresent() ? first(scene, least) : Query.all(scene))
            .toList();
    ResidentMemory.reset();
    try (var model = Networks.untrained(settings, words(scenes), 1, 1, hadoop)) {
      var run =
          run(
              setting,
              new StepParts(new KernelTimes()),
              () -> ((Measurable) model).answering(),
              repetition -> model.detect(queries.get(repetition), 0));
      double expressions =
          queries.stream()
              .skip(config.warmUp())
              .mapToInt(query -> query.expressions().size())
              .average()
              .orElseThrow();
      return measurement(setting, model, run, new Load(1, expressions), 0);
    }
  }

  private interface Planned {
    Work work();
  }

  /**
   * @param multiplyAdds of all repetitions that count
   */
  private record Run(
      Work work,
      long multiplyAdds,
      Repetitions.Times times,
      StepParts parts,
      double allocatedBytes) {}

  private record Load(double pictures, double expressions) {}

  private Repetitions repetitions() {
    return Repetitions.ofNetwork(config);
  }

  private Run run(String setting, StepParts parts, Planned planned, Repetitions.Body body)
      throws Exception {
    var heap = new HeapAllocation();
    var multiplyAdds = new LongAdder();
    var times =
        repetitions()
            .time(
                setting.isEmpty() ? "bench" : "bench " + setting,
                heap::begin,
                repetition -> {
                  boolean counts = repetition >= config.warmUp();
                  if (counts) {
                    // Some work is planned when it is first needed.
                    planned.work().listen(parts);
                    parts.begin();
                  }
                  body.run(repetition);
                  if (counts) {
                    parts.end();
                    multiplyAdds.add(planned.work().multiplyAdds());
                  }
                });
    double allocated = (double) heap.bytes() / config.repetitions();
    var work = planned.work();
    work.listen(null);
    return new Run(work, multiplyAdds.sum(), times, parts, allocated);
  }

  private Measurement measurement(
      String setting, ReferringModel model, Run run, Load load, long optimizerValues)
      throws IOException {
    var time = run.times().spread();
    boolean trains = optimizerValues > 0;
    long gradient = trains ? model.layout().trainableLength() : 0;
    return new Measurement(
        setting,
        time,
        run.times().first(),
        load.pictures(),
        load.expressions(),
        1000 * load.pictures() / time.median(),
        1000 * load.expressions() / time.median(),
        ResidentMemory.peak().orElse(0),
        run.work().bytes(),
        (model.layout().length() + optimizerValues + gradient) * Float.BYTES,
        run.allocatedBytes(),
        model.layout().length(),
        model.layout().trainableLength(),
        optimizerValues,
        2 * run.multiplyAdds() / 1e9 / config.repetitions(),
        run.parts().parts(config.repetitions()),
        run.parts().kernels().longest(KERNELS, config.repetitions()));
  }

  /** The first scenes that have enough expressions. */
  private static List<ReferringImage> scenes(int count, int expressions) {
    var scenes = new ArrayList<ReferringImage>();
    for (int number = 1; scenes.size() < count; number++) {
      var scene = SceneGenerator.scene(1, "train", number).toReferringImage();
      if (scene.expressions().size() >= expressions) {
        scenes.add(scene);
      }
    }
    return scenes;
  }

  private static List<String> words(List<ReferringImage> scenes) {
    var texts = scenes.stream().flatMap(s -> s.expressions().stream()).map(Expression::text);
    return Vocabulary.of(texts.toList()).words();
  }

  private static Query first(ReferringImage scene, int expressions) {
    return new Query(scene, IntStream.range(0, expressions).boxed().toList());
  }
}
