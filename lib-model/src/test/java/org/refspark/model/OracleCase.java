package org.refspark.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.refspark.model.weights.SafeTensorsReader;

/**
 * One known answer from outside: a folder with a {@code case.json} (hyper-parameters, files,
 * tolerances), inputs and expected outputs. Cases lie under the system property {@code oracles};
 * where none is found, the asking test is skipped.
 *
 * <p>Use: {@code @ParameterizedTest @MethodSource("cases")} with {@code static Stream<OracleCase>
 * cases() { return OracleCase.named("roi_align"); }}. Files are named as in {@code case.json}, such
 * as {@code outputs/x.npy}.
 */
public final class OracleCase {
  private static final double RELATIVE = 1e-4;
  private static final double LEAST_ABSOLUTE = 1e-9;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A named array of a safetensors file, row-major; integers are widened to float. */
  public record Tensor(int[] shape, float[] values) {}

  private final Path folder;
  private final JsonNode description;

  private OracleCase(Path folder, JsonNode description) {
    this.folder = folder;
    this.description = description;
  }

  /** The folder of known answers; skips the asking test where the usual one is absent. */
  public static Path root() {
    var usual = Path.of(System.getProperty("project.root", "..")).resolve("../shared/oracles");
    return root(Path.of(System.getProperty("oracles", usual.toString())), usual);
  }

  /**
   * A folder that was asked for in so many words has to be there: skipping would look like success.
   */
  static Path root(Path asked, Path usual) {
    if (!Files.isDirectory(asked)) {
      if (!asked.toAbsolutePath().normalize().equals(usual.toAbsolutePath().normalize())) {
        fail("-Doracles=%s: there is no such folder of known answers".formatted(asked));
      }
      Assumptions.abort("no known answers: " + asked + " is absent");
    }
    return asked;
  }

  /** Every case whose name is or begins with the prefix; skips the asking test if there is none. */
  public static Stream<OracleCase> named(String prefix) {
    var root = root();
    try (var files = Files.walk(root, 4)) {
      var cases =
          files
              .filter(file -> file.endsWith("case.json"))
              .sorted()
              .map(file -> new OracleCase(file.getParent(), parse(file)))
              .filter(found -> found.name().startsWith(prefix))
              .toList();
      Assumptions.assumeFalse(
          cases.isEmpty(), () -> "no known answers named " + prefix + " under " + root);
      return cases.stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The case's own name. */
  public String name() {
    return description.path("case").asText();
  }

  /** Sizes and hyper-parameters. */
  public JsonNode hyper() {
    return description.path("hyper");
  }

  /** The whole {@code case.json}. */
  public JsonNode description() {
    return description;
  }

  /** Where a file of the case lies. */
  public Path path(String file) {
    return folder.resolve(file);
  }

  /** Whether the case has that file. */
  public boolean has(String file) {
    return Files.exists(path(file));
  }

  /** Values of an {@code .npy} file, row-major, as float. */
  public float[] floats(String file) {
    var values = npy(file).values();
    var floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  /** Values of an {@code .npy} file of integers or booleans, row-major. */
  public long[] longs(String file) {
    return Arrays.stream(npy(file).values()).mapToLong(value -> (long) value).toArray();
  }

  /** Shape of an {@code .npy} file, as stored. */
  public int[] shape(String file) {
    return npy(file).shape();
  }

  /** An {@code .npy} file as a float32 array, shape and order as stored. */
  public INDArray array(String file) {
    var shape = Arrays.stream(shape(file)).asLongStream().toArray();
    var values = floats(file);
    return values.length == 0
        ? Nd4j.zeros(DataType.FLOAT, shape)
        : Nd4j.createFromArray(values).reshape('c', shape);
  }

  /** A JSON file of the case. */
  public JsonNode json(String file) {
    return parse(path(file));
  }

  /** All arrays of a safetensors file by name, in the order of the file. */
  public Map<String, Tensor> weights(String file) {
    try (var in = Files.newInputStream(path(file))) {
      var reader = new SafeTensorsReader(path(file).toString(), in);
      var tensors = new LinkedHashMap<String, Tensor>();
      for (var array : reader.arrays()) {
        var shape = Arrays.stream(array.shape()).mapToInt(Math::toIntExact).toArray();
        tensors.put(array.name(), new Tensor(shape, new float[(int) array.length()]));
      }
      reader.read(
          (array, first, values, count) ->
              System.arraycopy(values, 0, tensors.get(array.name()).values(), (int) first, count));
      return tensors;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The array must equal the expected {@code .npy} file within the case's tolerance. */
  public void assertClose(String file, INDArray actual) {
    assertClose(file, rowMajor(actual));
  }

  /** The row-major values must equal the expected {@code .npy} file within the case's tolerance. */
  public void assertClose(String file, float[] actual) {
    var expected = npy(file);
    var tolerance = description.path("files").path(file).path("suggested_atol");
    if (expected.integral()) {
      assertClose(name() + "/" + file, expected.values(), actual, 0, 0);
    } else {
      double absolute = Math.max(LEAST_ABSOLUTE, tolerance.asDouble(0));
      assertClose(name() + "/" + file, expected.values(), actual, absolute, RELATIVE);
    }
  }

  /** The array must equal one array of an expected safetensors file, such as a gradient. */
  public void assertClose(String file, String tensor, INDArray actual) {
    assertClose(file, tensor, rowMajor(actual));
  }

  /** The row-major values must equal one array of an expected safetensors file. */
  public void assertClose(String file, String tensor, float[] actual) {
    var expected = weights(file).get(tensor);
    if (expected == null) {
      fail("%s/%s has no %s".formatted(name(), file, tensor));
    }
    var values = new double[expected.values().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = expected.values()[i];
    }
    var tolerance = description.path("files").path(file).path("suggested_atol").path(tensor);
    double absolute = Math.max(LEAST_ABSOLUTE, tolerance.asDouble(0));
    assertClose(name() + "/" + file + ":" + tensor, values, actual, absolute, RELATIVE);
  }

  private static void assertClose(
      String what, double[] expected, float[] actual, double absolute, double relative) {
    assertEquals(expected.length, actual.length, () -> "number of values of " + what);
    int worst = -1;
    int wrong = 0;
    double worstRatio = 1;
    for (int i = 0; i < expected.length; i++) {
      double error = Math.abs(actual[i] - expected[i]);
      double allowed = absolute + relative * Math.abs(expected[i]);
      if (actual[i] == expected[i] || error <= allowed) {
        continue;
      }
      wrong++;
      double ratio = allowed == 0 || Double.isNaN(error) ? Double.MAX_VALUE : error / allowed;
      if (ratio > worstRatio) {
        worstRatio = ratio;
        worst = i;
      }
    }
    if (worst >= 0) {
      fail(
          "%s: %d of %d values are off; worst at %d: expected %s, got %s, allowed error %.3g + %g relative"
              .formatted(
                  what,
                  wrong,
                  expected.length,
                  worst,
                  expected[worst],
                  actual[worst],
                  absolute,
                  relative));
    }
  }

  private static float[] rowMajor(INDArray array) {
    return array.isEmpty()
        ? new float[0]
        : array.dup('c').reshape('c', new long[] {array.length()}).toFloatVector();
  }

  private NpyArray npy(String file) {
    try {
      return NpyArray.read(path(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode parse(Path file) {
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Name and folder: what a failing parameterised test shows. */
  @Override
  public String toString() {
    return name() + " (" + folder + ")";
  }
}
