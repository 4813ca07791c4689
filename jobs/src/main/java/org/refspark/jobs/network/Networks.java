package org.refspark.jobs.network;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.refspark.jobs.config.ConfigBinder;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.config.TrainConfig;
import org.refspark.jobs.evaluate.ModelFactories;
import org.refspark.jobs.evaluate.ModelFactory;
import org.refspark.jobs.shard.Manifest;
import org.refspark.jobs.train.KeptFiles;
import org.refspark.jobs.train.RunRecord;
import org.refspark.jobs.train.TrainerFactories;
import org.refspark.jobs.train.TrainerFactory;
import org.refspark.model.ParameterLayout;
import org.refspark.model.ReferringModel;
import org.refspark.model.Trainer;
import org.refspark.model.optim.OptimizerConfig;
import org.refspark.model.optim.Optimizers;

/** The networks that configurations name, for training and for use. */
public final class Networks implements TrainerFactories, ModelFactories {
  /** The setting that names a published vocabulary. */
  public static final String VOCABULARY = "model.text.vocabulary";

  @Override
  public Map<String, String> files(Settings settings) {
    return Architecture.of(settings.section("model")).files();
  }

  @Override
  public TrainerFactory of(Settings settings, Manifest manifest, KeptFiles files, long totalSteps) {
    var train = settings.section("train", TrainConfig.class);
    var model = settings.section("model");
    var spec =
        new NetworkSpec(
            Architecture.render(model),
            manifest.vocabulary(),
            tokenizer(files),
            train.batchPictures(),
            train.expressionsPerPicture(),
            Architecture.of(model).classWeights(manifest),
            train.seed());
    settings.section("optimizer", OptimizerConfig.class);
    var optimizer = settings.section("optimizer").root().render(ConfigRenderOptions.concise());
    return new Training(spec, optimizer, totalSteps);
  }

  @Override
  public ModelFactory of(RunRecord run, KeptFiles files) {
    var configuration = ConfigFactory.parseString(run.configuration().toString());
    return new Use(
        spec(configuration.getConfig("model"), run.data().vocabulary(), tokenizer(files)));
  }

  /**
   * A network that has left its run, with its start values.
   *
   * @param model section {@code model} of its configuration, as JSON
   * @param words of the data it learnt from, by id
   * @param tokenizer the document of a published vocabulary; empty where the words are the
   *     vocabulary
   * @throws org.refspark.jobs.config.ConfigurationException where there is no such network
   */
  public static ReferringModel built(String model, List<String> words, byte[] tokenizer) {
    // As JSON, which cannot include other files.
    var json = ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON);
    return spec(ConfigFactory.parseString(model, json), words, tokenizer).build();
  }

  private static NetworkSpec spec(Config model, List<String> words, byte[] tokenizer) {
    return new NetworkSpec(Architecture.render(model), words, tokenizer, 1, 1, new double[0], 0);
  }

  /**
   * A configured network with its start values, to try without data.
   *
   * @param words of the expressions it will see
   * @param pictures of a training batch
   * @param expressions of each picture in a training batch
   */
  public static ReferringModel untrained(
      Settings settings, List<String> words, int pictures, int expressions, Configuration hadoop)
      throws IOException {
    var model = settings.section("model");
    var files = KeptFiles.gather(Architecture.of(model).files(), hadoop);
    return new NetworkSpec(
            Architecture.render(model),
            words,
            tokenizer(files),
            pictures,
            expressions,
            new double[0],
            settings.section("train", TrainConfig.class).seed())
        .build();
  }

  private static byte[] tokenizer(KeptFiles files) {
    return files.content(VOCABULARY).orElseGet(() -> new byte[0]);
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
