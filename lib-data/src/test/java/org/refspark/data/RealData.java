package org.refspark.data;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Real samples and known answers that lie beside the oracles; tests skip where they are absent. */
public final class RealData {
  private RealData() {}

  /** A file or folder of the real data; skips the test, saying so, where it is absent. */
  public static Path at(String path) {
    Path place =
        Path.of(System.getProperty("oracles", "../../shared/oracles"))
            .toAbsolutePath()
            .resolveSibling("realdata")
            .resolve(path)
            .normalize();
    assumeTrue(Files.exists(place), () -> "skipped: no real data at " + place);
    return place;
  }

  public static byte[] bytes(String path) throws IOException {
    return Files.readAllBytes(at(path));
  }

  public static JsonNode json(String path) throws IOException {
    return new ObjectMapper().readTree(at(path).toFile());
  }
}
