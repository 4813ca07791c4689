package org.refspark.jobs.network;

import java.util.stream.LongStream;
import org.refspark.data.text.Vocabulary;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.shard.Manifest;
import org.refspark.model.ReferringModel;
import org.refspark.model.grmnet.GrmNet;
import org.refspark.model.grmnet.GrmNetConfig;

/** GRM-Net: names categories, so it needs room for those of the data. */
record GrmNetArchitecture(GrmNetConfig config) implements Architecture {
  @Override
  public ReferringModel build(NetworkSpec spec) {
    return new GrmNet(
        config,
        Vocabulary.ofWords(spec.words()),
        spec.batchPictures(),
        spec.expressionsPicture(),
        spec.classWeights(),
        spec.seed());
  }

  /** ln(e + total / count) by category, counted on the training data; 1 for what is never meant. */
  @Override
  public double[] classWeights(Manifest manifest) {
    requireRoom(manifest);
    if (config.loss().classWeights() == GrmNetConfig.ClassWeights.UNIFORM) {
      return new double[0];
    }
    var counts = manifest.statistics().meantBy(config.categories());
    double total = LongStream.of(counts).sum();
    return LongStream.of(counts)
        .mapToDouble(count -> count == 0 ? 1 : Math.log(Math.E + total / count))
        .toArray();
  }

  private void requireRoom(Manifest manifest) {
    if (manifest.categories().size() > config.categories()) {
      throw new ConfigurationException(
          "model.categories is %d, but the shards have %d categories; set it to at least that"
              .formatted(config.categories(), manifest.categories().size()));
    }
  }
}
