package org.refspark.model.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.refspark.model.OracleCase;

/** Files that other programs wrote are read as they meant them. */
class SafeTensorsOracleTest {
  @TestFactory
  Stream<DynamicTest> arraysOfManyTypesHaveTheListedShapeSumAndFirstValues() {
    return OracleCase.named("clip_full_state")
        .map(oracle -> DynamicTest.dynamicTest(oracle.toString(), () -> compare(oracle)));
  }

  private static void compare(OracleCase oracle) throws IOException {
    var index = oracle.json("index.json");
    var arrays = oracle.weights("model.safetensors");
    assertEquals(index.size(), arrays.size());
    for (var entry : index.properties()) {
      var array = arrays.get(entry.getKey());
      var expected = entry.getValue();
      assertArrayEquals(ints(expected.path("shape")), array.shape(), entry.getKey());
      double sum = 0;
      double magnitude = 0;
      for (float value : array.values()) {
        sum += value;
        magnitude += Math.abs(value);
      }
      // Values stored in 64 bits are rounded to float32 when read.
      double tolerance = 1e-7 * magnitude + 1e-12;
      assertEquals(expected.path("sum").asDouble(), sum, tolerance, entry.getKey());
      for (int i = 0; i < expected.path("first").size(); i++) {
        double value = expected.path("first").path(i).asDouble();
        assertEquals((float) value, array.values()[i], entry.getKey() + " at " + i);
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> headersOfEveryWeightsFileAgreeWithTheirCase() {
    return OracleCase.named("")
        .filter(oracle -> Files.exists(oracle.path("weights.safetensors")))
        .map(oracle -> DynamicTest.dynamicTest(oracle.toString(), () -> shapes(oracle)));
  }

  private static void shapes(OracleCase oracle) throws IOException {
    var expected = oracle.description().path("files").path("weights.safetensors").path("tensors");
    try (var in = Files.newInputStream(oracle.path("weights.safetensors"))) {
      var reader = new SafeTensorsReader(oracle.toString(), in);
      assertEquals(expected.size(), reader.arrays().size());
      for (var array : reader.arrays()) {
        var shape = Arrays.stream(array.shape()).mapToInt(Math::toIntExact).toArray();
        assertArrayEquals(ints(expected.path(array.name())), shape, array.name());
      }
      var length = new long[1];
      reader.read((array, first, values, count) -> length[0] += count);
      assertEquals(reader.arrays().stream().mapToLong(StoredArray::length).sum(), length[0]);
    }
  }

  private static int[] ints(JsonNode list) {
    var values = new int[list.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = list.get(i).asInt();
    }
    return values;
  }
}
