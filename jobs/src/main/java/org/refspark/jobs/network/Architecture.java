package org.refspark.jobs.network;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import java.util.Map;
import org.refspark.jobs.config.ConfigBinder;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.shard.Manifest;
import org.refspark.model.ReferringModel;
import org.refspark.model.grmnet.GrmNetConfig;
import org.refspark.model.lts.LtsConfig;
import org.refspark.model.mmnet.MmNetConfig;

/** A kind of network with its choices: what section {@code model} of a configuration says. */
interface Architecture {
  /**
   * Binds and checks the section.
   *
   * @throws ConfigurationException where a key or value is not one of the named network
   */
  static Architecture of(Config model) {
    var choices = model.withoutPath("name").atPath("model");
    var name = model.getString("name");
    return switch (name) {
      case "grm-net" ->
          new GrmNetArchitecture(ConfigBinder.bind(choices, GrmNetConfig.class, "model"));
      case "lts" -> new LtsArchitecture(ConfigBinder.bind(choices, LtsConfig.class, "model"));
      case "mmnet" -> new MmNetArchitecture(ConfigBinder.bind(choices, MmNetConfig.class, "model"));
      default ->
          throw ConfigurationException.at(
              model.getValue("name").origin(), "there is no network " + name);
    };
  }

  /** The section as it travels; checks it. */
  static String render(Config model) {
    of(model);
    return model.root().render(ConfigRenderOptions.concise());
  }

  /** Builds the network with its start values. */
  ReferringModel build(NetworkSpec spec);

  /** Places of the files it is built from, by the keys that name them. */
  default Map<String, String> files() {
    return Map.of();
  }

  /**
   * Weights of the categories in the classification loss, counted on the training data; empty for
   * all the same.
   *
   * @throws ConfigurationException where the network does not fit the data
   */
  default double[] classWeights(Manifest manifest) {
    return new double[0];
  }
}
