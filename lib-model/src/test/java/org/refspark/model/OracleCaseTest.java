package org.refspark.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

class OracleCaseTest {
  static Stream<OracleCase> all() {
    return OracleCase.named("");
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyFileHasTheShapeItsCaseStates(OracleCase oracle) {
    for (var file : oracle.description().path("files").properties()) {
      if (file.getKey().endsWith(".npy")) {
        assertEquals(
            file.getValue().path("shape").toString(), compact(oracle.shape(file.getKey())));
      } else if (file.getValue().has("tensors")) {
        var tensors = oracle.weights(file.getKey());
        for (var tensor : file.getValue().path("tensors").properties()) {
          var shape = compact(tensors.get(tensor.getKey()).shape());
          assertEquals(tensor.getValue().toString(), shape, tensor.getKey());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void expectedValuesEqualThemselvesAndNothingElse(OracleCase oracle) {
    for (var file : oracle.description().path("files").properties()) {
      if (file.getKey().endsWith(".npy") && oracle.floats(file.getKey()).length > 0) {
        var values = oracle.floats(file.getKey());
        oracle.assertClose(file.getKey(), values);
        oracle.assertClose(file.getKey(), oracle.array(file.getKey()));
        values[values.length - 1] += 1 + 1e-3f * Math.abs(values[values.length - 1]);
        var error =
            assertThrows(
                AssertionFailedError.class, () -> oracle.assertClose(file.getKey(), values));
        assertTrue(error.getMessage().contains("worst at " + (values.length - 1)));
      }
    }
  }

  @Test
  void unknownNameSkipsTheTest() {
    assertThrows(TestAbortedException.class, () -> OracleCase.named("no such case"));
  }

  @Test
  void optimiserCaseIsReadAsStored() {
    var oracle = OracleCase.named("optim").findFirst().orElseThrow();
    assertArrayEquals(new long[] {3, 4}, oracle.array("inputs/p0.npy").shape());
    assertEquals(oracle.floats("inputs/p0.npy")[4], oracle.array("inputs/p0.npy").getFloat(1, 0));
  }

  @Test
  void aFolderThatWasAskedForAndIsAbsentFailsWhileTheUsualOneSkips(@TempDir Path folder) {
    var absent = folder.resolve("absent");
    var wrong =
        assertThrows(
            AssertionFailedError.class, () -> OracleCase.root(absent, folder.resolve("usual")));
    assertTrue(wrong.getMessage().contains("-Doracles=" + absent), wrong.getMessage());
    assertThrows(TestAbortedException.class, () -> OracleCase.root(absent, absent));
    assertEquals(folder, OracleCase.root(folder, absent));
  }

  private static String compact(int[] shape) {
    return java.util.Arrays.toString(shape).replace(" ", "");
  }
}
