package org.refspark.jobs.network;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import java.io.Serializable;
import java.util.List;
import org.refspark.data.text.Vocabulary;
import org.refspark.jobs.config.ConfigBinder;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.storage.Sha256;
import org.refspark.model.ReferringModel;
import org.refspark.model.grmnet.GrmNet;
import org.refspark.model.grmnet.GrmNetConfig;

/**
 * All that shapes a network, ready to travel to an executor.
 *
 * @param model section {@code model} of the configuration, as JSON
 * @param words of the vocabulary by id, the reserved ones first
 * @param batchPictures of a training batch
 * @param expressionsPicture expressions of each picture in a training batch
 * @param classWeights by category, empty for all the same
 * @param seed of the start values
 */
record NetworkSpec(
    String model,
    List<String> words,
    int batchPictures,
    int expressionsPicture,
    double[] classWeights,
    long seed)
    implements Serializable {
  private static final String NAME = "name";
  private static final String GRM_NET = "grm-net";

  NetworkSpec {
    words = List.copyOf(words);
  }

  /** The section as it travels; checks it. */
  static String render(Config model) {
    bind(model);
    return model.root().render(ConfigRenderOptions.concise());
  }

  /** The choices of GRM-Net. */
  static GrmNetConfig bind(Config model) {
    if (!model.getString(NAME).equals(GRM_NET)) {
      throw ConfigurationException.at(
          model.getValue(NAME).origin(),
          "model.name is \"%s\", expected one of: %s".formatted(model.getString(NAME), GRM_NET));
    }
    var choices = model.withoutPath(NAME).atPath("model");
    return ConfigBinder.bind(choices, GrmNetConfig.class, "model");
  }

  /** Builds the network with its start values. */
  ReferringModel build() {
    return new GrmNet(
        bind(ConfigFactory.parseString(model)),
        Vocabulary.ofWords(words),
        batchPictures,
        expressionsPicture,
        classWeights,
        seed);
  }

  /** Hash of everything here. */
  String key() {
    var all =
        String.join(
            "\n",
            model,
            String.join(" ", words),
            batchPictures + " " + expressionsPicture + " " + seed,
            java.util.Arrays.toString(classWeights));
    return Sha256.of(all.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
