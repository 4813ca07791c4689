package org.refspark.model.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;
import org.refspark.data.DataFiles;
import org.refspark.data.mask.Rle;
import org.refspark.model.OracleCase;

/** Known answers from outside, read where they lie. */
final class KnownAnswers {
  private KnownAnswers() {}

  /** Files of pycocotools' answers whose names match, such as {@code eval_*.json}. */
  static List<Path> real(String glob) {
    Path folder = OracleCase.root().resolveSibling("realdata").resolve("oracle");
    Assumptions.assumeTrue(Files.isDirectory(folder), "no known answers at " + folder);
    try (var files = Files.newDirectoryStream(folder, glob)) {
      return StreamSupport.stream(files.spliterator(), false).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode read(Path file) {
    try {
      return new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode metrics(String file) {
    Path path = OracleCase.root().resolve("metrics").resolve(file);
    Assumptions.assumeTrue(Files.exists(path), "no known answers at " + path);
    return read(path);
  }

  static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  static double[] doubles(JsonNode array) {
    return stream(array).mapToDouble(JsonNode::asDouble).toArray();
  }

  static Rle mask(JsonNode node) {
    int height = node.get("size").get(0).asInt();
    int width = node.get("size").get(1).asInt();
    var counts = node.get("counts");
    return counts.isTextual()
        ? Rle.parse(height, width, counts.asText())
        : Rle.ofCounts(height, width, stream(counts).mapToInt(JsonNode::asInt).toArray());
  }

  /** One JSON document as a file of any name. */
  static DataFiles memory(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return new DataFiles() {
      @Override
      public boolean exists(String path) {
        return true;
      }

      @Override
      public InputStream open(String path) {
        return new ByteArrayInputStream(bytes);
      }

      @Override
      public long size(String path) {
        return bytes.length;
      }

      @Override
      public String describe(String path) {
        return path;
      }
    };
  }
}
