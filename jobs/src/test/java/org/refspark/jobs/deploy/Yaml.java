package org.refspark.jobs.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** YAML as Python reads it; a test is skipped where there is none that can. */
final class Yaml {
  private static final String TO_JSON =
      """
      import json, sys
      try:
          import yaml
      except ImportError:
          sys.exit(77)
      loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
      json.dump(list(yaml.load_all(sys.stdin, loader)), sys.stdout)
      """;

  private Yaml() {}

  /** The documents of a file. */
  static List<JsonNode> of(Path file) throws Exception {
    return parse(Files.readString(file));
  }

  /** The documents of a text. */
  static List<JsonNode> parse(String yaml) throws Exception {
    Assumptions.assumeTrue(Called.isThere("python3"), "there is no python3");
    var converted = Called.with(Map.of(), yaml, List.of("python3", "-c", TO_JSON));
    Assumptions.assumeTrue(converted.code() != 77, "python3 has no yaml");
    assertEquals(0, converted.code(), converted.err());
    var documents = new ArrayList<JsonNode>();
    new ObjectMapper().readTree(converted.out()).forEach(documents::add);
    return documents;
  }
}
