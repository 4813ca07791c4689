package org.refspark.model.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.refspark.model.OracleCase;

/** A file that PyTorch saved holds what PyTorch says it holds. */
class PyTorchOracleTest {
  static Stream<OracleCase> cases() {
    return OracleCase.named("clip_full_state_pt");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyArrayHasTheListedShapeAndBytes(OracleCase oracle) throws Exception {
    var index = oracle.json("index.json");
    var path = oracle.path("model.pt");
    try (var file = new PyTorchReader("model.pt", path)) {
      assertEquals("PyTorch", file.format());
      assertEquals(index.size(), file.tensors().size());
      for (var known : index.properties()) {
        var tensor = file.tensors().get(known.getKey());
        var shape = known.getValue().path("shape");
        assertArrayEquals(longs(shape), tensor.shape(), known.getKey());
        var bytes = tensor.rowMajor(file.storage(tensor.storage()), ByteOrder.LITTLE_ENDIAN);
        var sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update(bytes);
        assertEquals(
            known.getValue().path("sha256").asText(),
            HexFormat.of().formatHex(sha256.digest()),
            known.getKey());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void bothFormatsGiveTheSameValues(OracleCase oracle) throws IOException {
    var expected = oracle.weights("model.safetensors");
    for (var form : new String[] {"model.pt", "model.safetensors"}) {
      var found = new LinkedHashMap<String, float[]>();
      try (var file = WeightsFile.open(form, oracle.path(form))) {
        file.read(name -> true, found::put);
      }
      for (var array : expected.entrySet()) {
        if (array.getValue().values().length > 0) {
          assertArrayEquals(
              array.getValue().values(), found.get(array.getKey()), form + " " + array.getKey());
        }
      }
    }
  }

  private static long[] longs(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).mapToLong(JsonNode::asLong).toArray();
  }
}
