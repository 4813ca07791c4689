package org.refspark.jobs.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.refspark.data.Expression;
import org.refspark.data.ReferringImage;
import org.refspark.data.synthetic.SceneGenerator;
import org.refspark.data.text.Vocabulary;
import org.refspark.jobs.command.Progress;
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
  Measurement step(Settings settings, String setting) throws IOException {
    var scenes = scenes(config.batch());
    var batch = scenes.stream().map(this::firstExpressions).toList();
    ResidentMemory.reset();
    var optimizer = settings.section("optimizer", OptimizerConfig.class);
    try (var model =
            Networks.untrained(
                settings, words(scenes), config.batch(), config.expressions(), hadoop);
        var trainer =
            new Trainer(model, Optimizers.create(optimizer, model.layout(), SCHEDULED_STEPS))) {
      long seed = settings.section("train", TrainConfig.class).seed();
      var run =
          run(
              setting,
              () -> ((Measurable) model).training(),
              repetition -> trainer.step(batch, repetition, seed + repetition));
      long state = trainer.optimizerState().length() + model.layout().trainableLength();
      return measurement(
          setting, model, run, batch.size(), batch.size() * config.expressions(), state);
    }
  }

  /** Answers to all expressions of a picture, masks at its own size; pictures vary. */
  Measurement evaluate(Settings settings, String setting) throws IOException {
    var scenes = scenes(config.warmUp() + config.repetitions());
    ResidentMemory.reset();
    try (var model = Networks.untrained(settings, words(scenes), 1, 1, hadoop)) {
      var run =
          run(
              setting,
              () -> ((Measurable) model).answering(),
              repetition -> model.detect(Query.all(scenes.get(repetition)), 0));
      double expressions =
          scenes.stream()
              .skip(config.warmUp())
              .mapToInt(scene -> scene.expressions().size())
              .average()
              .orElseThrow();
      return measurement(setting, model, run, 1, expressions, 0);
    }
  }

  private interface Body {
    void run(int repetition);
  }

  private interface Planned {
    Work work();
  }

  private record Run(Work work, long[] nanoseconds, KernelTimes kernels) {}

  private Run run(String setting, Planned planned, Body body) {
    var name = setting.isEmpty() ? "bench" : "bench " + setting;
    int all = config.warmUp() + config.repetitions();
    try (var progress = Progress.of(name, "repetitions", all)) {
      for (int i = 0; i < config.warmUp(); i++) {
        body.run(i);
        progress.advance(1);
      }
      var work = planned.work();
      var kernels = new KernelTimes();
      work.listen(kernels);
      var nanoseconds = new long[config.repetitions()];
      for (int i = 0; i < nanoseconds.length; i++) {
        long start = System.nanoTime();
        body.run(config.warmUp() + i);
        nanoseconds[i] = System.nanoTime() - start;
        progress.advance(1);
      }
      work.listen(null);
      return new Run(work, nanoseconds, kernels);
    }
  }

  private Measurement measurement(
      String setting,
      ReferringModel model,
      Run run,
      double pictures,
      double expressions,
      long furtherValues)
      throws IOException {
    var time = Measurement.Milliseconds.of(run.nanoseconds());
    return new Measurement(
        setting,
        time,
        pictures,
        expressions,
        1000 * pictures / time.median(),
        1000 * expressions / time.median(),
        ResidentMemory.peak().orElse(0),
        run.work().bytes(),
        (model.layout().length() + furtherValues) * Float.BYTES,
        model.layout().length(),
        model.layout().trainableLength(),
        2 * run.work().multiplyAdds() / 1e9,
        run.kernels().longest(KERNELS, config.repetitions()));
  }

  /** The first scenes that have enough expressions. */
  private List<ReferringImage> scenes(int count) {
    var scenes = new ArrayList<ReferringImage>();
    for (int number = 1; scenes.size() < count; number++) {
      var scene = SceneGenerator.scene(1, "train", number).toReferringImage();
      if (scene.expressions().size() >= config.expressions()) {
        scenes.add(scene);
      }
    }
    return scenes;
  }

  private static List<String> words(List<ReferringImage> scenes) {
    var texts = scenes.stream().flatMap(s -> s.expressions().stream()).map(Expression::text);
    return Vocabulary.of(texts.toList()).words();
  }

  private Query firstExpressions(ReferringImage scene) {
    return new Query(scene, IntStream.range(0, config.expressions()).boxed().toList());
  }
}
