package org.refspark.jobs.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** What the operator lets its resources have. */
record ResourceSchema(JsonNode schema) {
  /** Definitions of the operator's resources, of its version 2.5.2. */
  private static final Path DEFINITIONS =
      Path.of(System.getProperty("oracles")).resolve("../k8s").normalize();

  /** The schema of a definition; a test is skipped where the definitions are absent. */
  static ResourceSchema of(String definition) throws Exception {
    var file = DEFINITIONS.resolve(definition);
    Assumptions.assumeTrue(Files.exists(file), "no definitions at " + DEFINITIONS);
    var versions = Yaml.of(file).get(0).at("/spec/versions");
    for (var version : versions) {
      if (version.get("name").asText().equals("v1beta2")) {
        return new ResourceSchema(version.at("/schema/openAPIV3Schema"));
      }
    }
    throw new AssertionError(definition + " has no v1beta2");
  }

  /** What a document has that is not allowed; a key that is not named is one, too. */
  List<String> problems(JsonNode document) {
    return problems(schema, document, "");
  }

  private static List<String> problems(JsonNode schema, JsonNode value, String path) {
    var problems = new ArrayList<String>();
    if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
      return value.isInt() || value.isTextual() ? problems : List.of(path + ": " + value);
    }
    var type = schema.path("type").asText();
    boolean right =
        switch (type) {
          case "object" -> value.isObject();
          case "array" -> value.isArray();
          case "string" -> value.isTextual();
          case "integer" -> value.isIntegralNumber();
          case "number" -> value.isNumber();
          case "boolean" -> value.isBoolean();
          default -> true;
        };
    if (!right) {
      return List.of("%s: %s is no %s".formatted(path, value, type));
    }
    var choices = schema.path("enum");
    if (choices.isArray()) {
      boolean one = false;
      for (var choice : choices) {
        one |= choice.equals(value);
      }
      if (!one) {
        problems.add("%s: %s is none of %s".formatted(path, value, choices));
      }
    }
    if (value.isTextual()
        && schema.has("pattern")
        && !value.asText().matches(schema.get("pattern").asText())) {
      problems.add("%s: %s does not match %s".formatted(path, value, schema.get("pattern")));
    }
    if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        problems.addAll(problems(schema.path("items"), value.get(i), path + "/" + i));
      }
    }
    if (value.isObject()) {
      problems.addAll(ofObject(schema, value, path));
    }
    return problems;
  }

  private static List<String> ofObject(JsonNode schema, JsonNode value, String path) {
    var problems = new ArrayList<String>();
    for (var needed : schema.path("required")) {
      if (!value.has(needed.asText())) {
        problems.add("%s: %s is missing".formatted(path, needed.asText()));
      }
    }
    value
        .fields()
        .forEachRemaining(e -> problems.addAll(ofKey(schema, e.getKey(), e.getValue(), path)));
    return problems;
  }

  private static List<String> ofKey(JsonNode schema, String key, JsonNode value, String path) {
    var at = path + "/" + key;
    if (schema.path("properties").has(key)) {
      return problems(schema.get("properties").get(key), value, at);
    }
    if (schema.has("additionalProperties")) {
      return problems(schema.get("additionalProperties"), value, at);
    }
    // Metadata have no schema of their own in definitions.
    boolean open =
        schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()
            || path.equals("/metadata") && List.of("name", "namespace").contains(key);
    return open ? List.of() : List.of(at + ": no such key");
  }
}
