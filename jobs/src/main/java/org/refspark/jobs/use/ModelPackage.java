package org.refspark.jobs.use;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.nd4j.linalg.factory.Nd4j;
import org.refspark.data.DataFiles;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.network.Networks;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.storage.SavedFile;
import org.refspark.jobs.storage.Sha256;
import org.refspark.model.ParameterLayout;
import org.refspark.model.ReferringModel;
import org.refspark.model.weights.SafeTensors;

/**
 * A trained model in a folder: {@code package.json}, {@code weights.safetensors}, {@code
 * configuration.json}, {@code vocabulary.txt}, {@code categories.json}, {@code MODEL_CARD.md},
 * {@code evaluations/<name>.json}, and under {@code files/} what else the network is built from,
 * such as a published vocabulary. One that was read is whole: every file has the size and the hash
 * that the manifest says.
 */
public final class ModelPackage {
  /** Weights and buffers by name. */
  public static final String WEIGHTS = "weights.safetensors";

  /** All settings of the run, defaults included. */
  public static final String CONFIGURATION = "configuration.json";

  /** Words of the data by id, one a line. */
  public static final String VOCABULARY = "vocabulary.txt";

  /** Names of the categories by number, from 1. */
  public static final String CATEGORIES = "categories.json";

  /** For people. */
  public static final String CARD = "MODEL_CARD.md";

  /** The folder of the metrics of its evaluations. */
  public static final String EVALUATIONS = "evaluations/";

  /** The folder of the files that the network is built from, each named by its setting. */
  public static final String FILES = "files/";

  static final List<String> NEEDED = List.of(WEIGHTS, CONFIGURATION, VOCABULARY, CATEGORIES, CARD);

  // A published vocabulary is 1 to 4 megabytes.
  private static final long CAP = 64L << 20;
  private static final long LARGEST_WEIGHTS = 4L * Integer.MAX_VALUE + (100L << 20);

  private final DataFiles folder;
  private final PackageDocument document;
  private final JsonNode configuration;
  private final List<String> categories;
  private final List<String> vocabulary;
  private final SortedMap<String, byte[]> files = new TreeMap<>();

  private ModelPackage(DataFiles folder, PackageDocument document) throws IOException {
    this.folder = folder;
    this.document = document;
    this.configuration = json(CONFIGURATION, JsonNode.class);
    this.categories = List.of(json(CATEGORIES, String[].class));
    var words = new String(folder.read(VOCABULARY, CAP), StandardCharsets.UTF_8);
    this.vocabulary = words.lines().toList();
    for (var name : document.files().keySet()) {
      if (name.startsWith(FILES)) {
        files.put(name.substring(FILES.length()), folder.read(name, CAP));
      }
    }
  }

  /**
   * Reads a package, all but the weights' values.
   *
   * @throws DataFormatException where it is not whole: names the file that is missing or has
   *     changed
   */
  public static ModelPackage read(DataFiles folder) throws IOException {
    var document = PackageDocument.read(folder);
    for (var file : document.files().entrySet()) {
      verify(folder, file.getKey(), file.getValue());
    }
    return new ModelPackage(folder, document);
  }

  private static void verify(DataFiles folder, String name, SavedFile expected) throws IOException {
    if (!folder.exists(name)) {
      throw new DataFormatException(
          folder.describe(name),
          "is missing, but %s names it; copy the package again".formatted(PackageDocument.NAME));
    }
    long bytes = folder.size(name);
    long most = name.equals(WEIGHTS) ? LARGEST_WEIGHTS : CAP;
    if (bytes != expected.bytes() || bytes > most) {
      throw new DataFormatException(
          folder.describe(name),
          "holds %,d bytes, expected %,d and at most %,d; copy the package again"
              .formatted(bytes, expected.bytes(), most));
    }
    try (var in = folder.open(name)) {
      var sha256 = Sha256.of(in);
      if (!sha256.equals(expected.sha256())) {
        throw new DataFormatException(
            folder.describe(name),
            "has the hash %s, expected %s: its content has changed; copy the package again"
                .formatted(sha256, expected.sha256()));
      }
    }
  }

  private <T> T json(String name, Class<T> type) throws IOException {
    try {
      return Json.parse(folder.read(name, CAP), type);
    } catch (JsonProcessingException e) {
      throw new DataFormatException(
          folder.describe(name),
          "is not what a package has there: %s; export the run again"
              .formatted(e.getOriginalMessage()),
          e);
    }
  }

  /** The manifest. */
  public PackageDocument document() {
    return document;
  }

  /** All settings of the run, defaults included. */
  public JsonNode configuration() {
    return configuration;
  }

  /** Names of the categories by number, from 1. */
  public List<String> categories() {
    return categories;
  }

  /** Words of the data by id. */
  public List<String> vocabulary() {
    return vocabulary;
  }

  /** The name of a category; empty where it has none. */
  public String category(int number) {
    return number >= 1 && number <= categories.size() ? categories.get(number - 1) : "";
  }

  /** The files that the network is built from, by the setting that names each. */
  public SortedMap<String, byte[]> files() {
    return new TreeMap<>(files);
  }

  /**
   * The weights, flat.
   *
   * @throws DataFormatException where they are not of that network
   */
  public float[] weights(ParameterLayout layout) throws IOException {
    float[] values = new float[Math.toIntExact(layout.length())];
    try (var in = new BufferedInputStream(folder.open(WEIGHTS))) {
      SafeTensors.read(folder.describe(WEIGHTS), in, layout, values, 0).requireExact();
    }
    return values;
  }

  /**
   * The network with its weights; the caller closes it.
   *
   * @throws DataFormatException where the configuration is not one of this version's networks
   */
  ReferringModel open() throws IOException {
    var model = build();
    try {
      model.parameters().assign(Nd4j.createFromArray(weights(model.layout())));
      return model;
    } catch (IOException | RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private ReferringModel build() throws DataFormatException {
    try {
      var published = Optional.ofNullable(files.get(Networks.VOCABULARY));
      return Networks.built(
          configuration.path("model").toString(),
          vocabulary,
          published.orElseGet(() -> new byte[0]));
    } catch (ConfigurationException e) {
      throw new DataFormatException(
          folder.describe(CONFIGURATION),
          "is not a configuration of this version: " + e.getMessage(),
          e);
    }
  }
}
