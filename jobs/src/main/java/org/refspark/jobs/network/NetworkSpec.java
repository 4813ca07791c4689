package org.refspark.jobs.network;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.refspark.data.text.MarkedWordTokenizer;
import org.refspark.data.text.Tokenizer;
import org.refspark.data.text.Vocabulary;
import org.refspark.jobs.storage.Sha256;
import org.refspark.model.ReferringModel;

/**
 * All that shapes a network, ready to travel to an executor.
 *
 * @param model section {@code model} of the configuration, as JSON
 * @param words of the data's vocabulary by id, the reserved ones first
 * @param tokenizer the document of a published vocabulary; empty where the words are the vocabulary
 * @param batchPictures of a training batch
 * @param expressionsPicture expressions of each picture in a training batch
 * @param classWeights by category, empty for all the same
 * @param seed of the start values
 */
record NetworkSpec(
    String model,
    List<String> words,
    byte[] tokenizer,
    int batchPictures,
    int expressionsPicture,
    double[] classWeights,
    long seed)
    implements Serializable {

  NetworkSpec {
    words = List.copyOf(words);
  }

  /** Builds the network with its start values. */
  ReferringModel build() {
    return Architecture.of(ConfigFactory.parseString(model)).build(this);
  }

  /** The published vocabulary's tokenizer, or that of the data's words. */
  Tokenizer textTokenizer() {
    if (tokenizer.length == 0) {
      return wordTokenizer();
    }
    try {
      return Tokenizer.read(Networks.VOCABULARY, tokenizer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The tokenizer of the data's words. */
  Tokenizer wordTokenizer() {
    return new MarkedWordTokenizer(Vocabulary.ofWords(words));
  }

  /** Hash of everything here. */
  String key() {
    var all =
        String.join(
            "\n",
            model,
            String.join(" ", words),
            Sha256.of(tokenizer),
            batchPictures + " " + expressionsPicture + " " + seed,
            Arrays.toString(classWeights));
    return Sha256.of(all.getBytes(StandardCharsets.UTF_8));
  }
}
