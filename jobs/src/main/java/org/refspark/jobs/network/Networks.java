package org.refspark.jobs.network;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import java.util.stream.LongStream;
import org.refspark.jobs.config.ConfigBinder;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.config.TrainConfig;
import org.refspark.jobs.evaluate.ModelFactories;
import org.refspark.jobs.evaluate.ModelFactory;
import org.refspark.jobs.shard.Manifest;
import org.refspark.jobs.train.RunRecord;
import org.refspark.jobs.train.TrainerFactories;
import org.refspark.jobs.train.TrainerFactory;
import org.refspark.model.ParameterLayout;
import org.refspark.model.ReferringModel;
import org.refspark.model.Trainer;
import org.refspark.model.grmnet.GrmNetConfig;
import org.refspark.model.optim.OptimizerConfig;
import org.refspark.model.optim.Optimizers;

/** The networks that configurations name, for training and for use. */
public final class Networks implements TrainerFactories, ModelFactories {
  @Override
  public TrainerFactory of(Settings settings, Manifest manifest, long totalSteps) {
    var train = settings.section("train", TrainConfig.class);
    var model = settings.section("model");
    requireRoom(NetworkSpec.bind(model), manifest);
    var spec =
        new NetworkSpec(
            NetworkSpec.render(model),
            manifest.vocabulary(),
            train.batchPictures(),
            train.expressionsPerPicture(),
            classWeights(NetworkSpec.bind(model), manifest),
            train.seed());
    settings.section("optimizer", OptimizerConfig.class);
    var optimizer = settings.section("optimizer").root().render(ConfigRenderOptions.concise());
    return new Training(spec, optimizer, totalSteps);
  }

  @Override
  public ModelFactory of(RunRecord run) {
    var configuration = ConfigFactory.parseString(run.configuration().toString());
    return new Use(
        new NetworkSpec(
            NetworkSpec.render(configuration.getConfig("model")),
            run.data().vocabulary(),
            1,
            1,
            new double[0],
            0));
  }

  private static void requireRoom(GrmNetConfig config, Manifest manifest) {
    if (manifest.categories().size() > config.categories()) {
      throw new ConfigurationException(
          "model.categories is %d, but the shards have %d categories; set it to at least that"
              .formatted(config.categories(), manifest.categories().size()));
    }
  }

  /** ln(e + total / count) by category, counted on the training data; 1 for what is never meant. */
  private static double[] classWeights(GrmNetConfig config, Manifest manifest) {
    if (config.loss().classWeights() == GrmNetConfig.ClassWeights.UNIFORM) {
      return new double[0];
    }
    var counts = manifest.statistics().meantBy(config.categories());
    double total = LongStream.of(counts).sum();
    return LongStream.of(counts)
        .mapToDouble(count -> count == 0 ? 1 : Math.log(Math.E + total / count))
        .toArray();
  }

  private record Training(NetworkSpec spec, String optimizer, long totalSteps)
      implements TrainerFactory {
    private static final long serialVersionUID = 1L;

    @Override
    public Trainer create() {
      var model = spec.build();
      return new Trainer(model, Optimizers.create(choices(), model.layout(), totalSteps));
    }

    @Override
    public ParameterLayout optimizerLayout(ParameterLayout network) {
      return Optimizers.stateLayout(choices(), network);
    }

    private OptimizerConfig choices() {
      var section = ConfigFactory.parseString(optimizer).atPath("optimizer");
      return ConfigBinder.bind(section, OptimizerConfig.class, "optimizer");
    }

    @Override
    public String key() {
      return spec.key() + " " + optimizer + " " + totalSteps;
    }
  }

  private record Use(NetworkSpec spec) implements ModelFactory {
    private static final long serialVersionUID = 1L;

    @Override
    public ReferringModel create() {
      return spec.build();
    }

    @Override
    public String key() {
      return spec.key();
    }
  }
}
