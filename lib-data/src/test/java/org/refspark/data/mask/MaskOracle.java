package org.refspark.data.mask;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;

/** Known answers of pycocotools, read where they lie. */
final class MaskOracle {
  private MaskOracle() {}

  static List<JsonNode> cases(String file, String list) {
    Path path = Path.of(System.getProperty("oracles"), "..", "realdata", "oracle", file);
    Assumptions.assumeTrue(Files.exists(path), "no known answers at " + path);
    try {
      return stream(new ObjectMapper().readTree(path.toFile()).get(list));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  static Rle mask(JsonNode node) {
    return Rle.parse(
        node.get("size").get(0).asInt(),
        node.get("size").get(1).asInt(),
        node.get("counts").asText());
  }

  static List<Rle> masks(JsonNode array) {
    return stream(array).stream().map(MaskOracle::mask).toList();
  }

  static int[] ints(JsonNode array) {
    return stream(array).stream().mapToInt(JsonNode::asInt).toArray();
  }

  static double[] doubles(JsonNode array) {
    return stream(array).stream().mapToDouble(JsonNode::asDouble).toArray();
  }

  /** Rows of '0' and '1' as row-major pixels. */
  static byte[] pixels(JsonNode rows) {
    var text = new StringBuilder();
    rows.forEach(row -> text.append(row.asText()));
    byte[] pixels = new byte[text.length()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (text.charAt(i) - '0');
    }
    return pixels;
  }
}
