package org.refspark.jobs.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.internal.config.ConfigEntry;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.refspark.jobs.config.Settings;

/** Manifests and schedules to copy, each tried as far as it can be without a cluster. */
class ManifestsTest {
  private static final Path DEPLOY = Path.of(System.getProperty("project.root"), "deploy");

  /** Definitions of the operator's resources, of its version 2.5.2. */
  private static final Path DEFINITIONS =
      Path.of(System.getProperty("oracles")).resolve("../k8s").normalize();

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

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "train.yaml, sparkapplications.yaml",
    "train-gpu.yaml, sparkapplications.yaml",
    "retrain.yaml, scheduledsparkapplications.yaml"
  })
  void manifestsAreWhatTheOperatorsDefinitionsSay(String manifest, String definition)
      throws Exception {
    var schema = schema(definition);
    var document = yaml(DEPLOY.resolve("kubernetes/" + manifest)).get(0);

    assertEquals(List.of(), problems(schema, document, ""));
  }

  @Test
  void aMisspeltKeyAWrongTypeAndAMissingKeyWouldBeFound() throws Exception {
    var schema = schema("scheduledsparkapplications.yaml");
    var document = (ObjectNode) yaml(DEPLOY.resolve("kubernetes/retrain.yaml")).get(0);
    var spec = (ObjectNode) document.get("spec");
    spec.put("concurencyPolicy", "Forbid");
    spec.put("suspend", "no");
    ((ObjectNode) spec.get("template")).remove("sparkVersion");
    ((ObjectNode) spec.get("template")).put("mode", "clustered");

    assertEquals(
        List.of(
            "/spec/concurencyPolicy: no such key",
            "/spec/suspend: \"no\" is no boolean",
            "/spec/template/mode: \"clustered\" is none of [\"cluster\",\"client\"]",
            "/spec/template: sparkVersion is missing"),
        problems(schema, document, "").stream().sorted().toList());
  }

  @Test
  void twoScheduledTicksNeverRunAtOnceAndAStoppedOneIsTriedAgain() throws Exception {
    var spec = yaml(DEPLOY.resolve("kubernetes/retrain.yaml")).get(0).get("spec");
    assertEquals("Forbid", spec.get("concurrencyPolicy").asText());
    assertEquals("OnFailure", spec.at("/template/restartPolicy/type").asText());
  }

  @ParameterizedTest
  @CsvSource({"train.yaml, /spec", "train-gpu.yaml, /spec", "retrain.yaml, /spec/template"})
  void argumentsSettingsAndAccountsAreTheOnesThatExist(String manifest, String at)
      throws Exception {
    var application = yaml(DEPLOY.resolve("kubernetes/" + manifest)).get(0).at(at);
    var arguments = new ArrayList<String>();
    application.get("arguments").forEach(argument -> arguments.add(argument.asText()));
    var overrides = new java.util.LinkedHashMap<String, String>();
    arguments.stream()
        .skip(3)
        .forEach(
            a -> overrides.put(a.substring(0, a.indexOf('=')), a.substring(a.indexOf('=') + 1)));
    // Fails where a key or a value is not one of ours.
    Settings.of(overrides, "run", "registry");
    assertEquals("org.refspark.jobs.Main", application.get("mainClass").asText());

    var conf = new SparkConf(false);
    application
        .get("sparkConf")
        .fields()
        .forEachRemaining(e -> conf.set(e.getKey(), e.getValue().asText()));
    for (var key : conf.getAll()) {
      if (!key._1().startsWith("spark.executor.resource.")) {
        assertTrue(known(key._1()) != null, key._1());
        assertTrue(conf.get(known(key._1())) != null, key._1());
      }
    }
    var accounts = yaml(DEPLOY.resolve("kubernetes/refspark.yaml"));
    assertTrue(
        accounts.stream()
            .anyMatch(
                d ->
                    d.get("kind").asText().equals("ServiceAccount")
                        && d.at("/metadata/name")
                            .asText()
                            .equals(application.at("/driver/serviceAccount").asText())));
  }

  @ParameterizedTest
  @CsvSource({"train.yaml, /spec", "train-gpu.yaml, /spec", "retrain.yaml, /spec/template"})
  void keysOfTheObjectStoreComeFromASecretAndStandNowhere(String manifest, String at)
      throws Exception {
    var application = yaml(DEPLOY.resolve("kubernetes/" + manifest)).get(0).at(at);
    for (var pod : List.of("driver", "executor")) {
      var secrets = new TreeSet<String>();
      application
          .at("/" + pod + "/env")
          .forEach(
              variable -> {
                if (variable.get("name").asText().startsWith("AWS_")) {
                  assertFalse(variable.has("value"), variable.toString());
                  secrets.add(variable.at("/valueFrom/secretKeyRef/key").asText());
                }
              });
      assertEquals(new TreeSet<>(List.of("access-key-id", "secret-access-key")), secrets, pod);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"train.yaml", "train-gpu.yaml", "retrain.yaml"})
  void applicationsRunTheJarThatTheBuildMakesForClusters(String manifest) throws Exception {
    var version =
        Pattern.compile("<version>(.*)</version>")
            .matcher(Files.readString(DEPLOY.resolve("../pom.xml")));
    assertTrue(version.find());
    var jar = "local:///opt/refspark/jars/refspark-" + version.group(1) + ".jar";
    var text = Files.readString(DEPLOY.resolve("kubernetes/" + manifest));
    assertTrue(text.contains("mainApplicationFile: " + jar + "\n"), jar);
  }

  @Test
  void executorsWithGpusAskSparkForThemAndGoWhereTheyAre() throws Exception {
    var spec = yaml(DEPLOY.resolve("kubernetes/train-gpu.yaml")).get(0).get("spec");
    assertEquals("1", spec.at("/sparkConf/spark.executor.resource.gpu.amount").asText());
    assertEquals(
        "true", spec.get("executor").get("nodeSelector").get("nvidia.com/gpu.present").asText());
    assertEquals("nvidia.com/gpu", spec.at("/executor/tolerations/0/key").asText());
  }

  @Test
  void settingsBecomeAConfigMapWordForWord() throws Exception {
    var conf = DEPLOY.resolve("../conf/grm-net");
    var made =
        call(
            Map.of(),
            "bash",
            DEPLOY.resolve("kubernetes/configmap.sh").toString(),
            conf.resolve("small.conf").toString(),
            conf.resolve("demo.conf").toString());
    assertEquals(0, made.code, made.err);
    var map = json(made.out).get(0);
    assertEquals("ConfigMap", map.get("kind").asText());
    assertEquals("refspark-conf", map.at("/metadata/name").asText());
    for (var name : List.of("small.conf", "demo.conf")) {
      assertEquals(
          Files.readString(conf.resolve(name)).stripTrailing(),
          map.get("data").get(name).asText().stripTrailing());
    }
  }

  @Test
  void aConfigMapOfKeysOrOfTwoFilesOfOneNameIsRefused() throws Exception {
    Files.createDirectories(folder.resolve("other"));
    var secret = folder.resolve("a.conf");
    Files.writeString(secret, "spark.hadoop.fs.s3a.secret.key = hush\n");
    var twin = folder.resolve("other/b.conf");
    Files.writeString(twin, "train.epochs = 1\n");
    Files.copy(twin, folder.resolve("b.conf"));
    var script = DEPLOY.resolve("kubernetes/configmap.sh").toString();

    var refused = call(Map.of(), "bash", script, secret.toString());
    assertEquals(2, refused.code);
    assertFalse(refused.err.contains("hush") || refused.out.contains("hush"), refused.err);
    assertEquals(
        2,
        call(Map.of(), "bash", script, twin.toString(), folder.resolve("b.conf").toString()).code);
  }

  @Test
  void theTickScriptTriesPassingFaultsAgainAndTellsAllOthers() throws Exception {
    for (var code : List.of(0, 2, 3, 4)) {
      assertEquals(code, tick(Integer.toString(code)), "no second attempt");
      assertEquals(1, attempts());
    }
    assertEquals(0, tick("5 5 0"));
    assertEquals(3, attempts());
    assertEquals(5, tick("5 5 5 0"));
    assertEquals(3, attempts());
    assertEquals(
        "retrain --conf /etc/r.conf registry=/data/reg --tick 2026-01-01T00:00Z",
        Files.readAllLines(folder.resolve("calls")).get(0));
  }

  /** The script with a launcher that ends with these codes, one after the other. */
  private int tick(String codes) throws Exception {
    Files.writeString(folder.resolve("codes"), codes.replace(' ', '\n') + "\n");
    Files.deleteIfExists(folder.resolve("calls"));
    var launcher = folder.resolve("refspark");
    Files.writeString(
        launcher,
        """
        #!/usr/bin/env bash
        cd "$(dirname "$0")"
        echo "$*" >>calls
        exit "$(sed -n "$(wc -l <calls)p" codes)"
        """);
    assertTrue(launcher.toFile().setExecutable(true));
    return call(
            Map.of("REFSPARK", launcher.toString(), "REFSPARK_RETRY_SECONDS", "0"),
            "bash",
            DEPLOY.resolve("schedule/retrain.sh").toString(),
            "/etc/r.conf",
            "/data/reg",
            "--tick",
            "2026-01-01T00:00Z")
        .code;
  }

  private int attempts() throws IOException {
    return Files.readAllLines(folder.resolve("calls")).size();
  }

  @Test
  void theDagIsPythonAndNamesItsTickByTheDay() throws Exception {
    var dag = DEPLOY.resolve("schedule/refspark_retrain_dag.py").toString();
    var parsed =
        call(
            Map.of(),
            "python3",
            "-c",
            "import ast, sys; t = ast.parse(open(sys.argv[1]).read()); "
                + "print(sorted(k.arg for n in ast.walk(t) if isinstance(n, ast.Call) "
                + "for k in n.keywords if k.arg))",
            dag);
    assertEquals(0, parsed.code, parsed.err);
    for (var key : List.of("dag_id", "schedule", "catchup", "max_active_runs", "bash_command")) {
      assertTrue(parsed.out.contains("'" + key + "'"), parsed.out);
    }
    var text = Files.readString(Path.of(dag));
    assertTrue(text.contains("catchup=False") && text.contains("max_active_runs=1"), text);
  }

  @Test
  void cronAndSystemdCallTheTickScript() throws Exception {
    for (var file : List.of("crontab", "refspark-retrain.service")) {
      var text = Files.readString(DEPLOY.resolve("schedule/" + file));
      assertTrue(
          text.contains("/opt/refspark/deploy/schedule/retrain.sh /etc/refspark/retrain.conf"),
          file);
    }
    var lines = Files.readAllLines(DEPLOY.resolve("schedule/crontab"));
    assertTrue(
        lines.get(lines.size() - 1).matches("30 2 \\* \\* \\* /\\S+ .*"), "five fields of time");
    Assumptions.assumeTrue(isThere("systemd-analyze"), "there is no systemd-analyze");
    var next = call(Map.of(), "systemd-analyze", "calendar", onCalendar());
    assertEquals(0, next.code, next.err);
  }

  private static String onCalendar() throws IOException {
    return Files.readAllLines(DEPLOY.resolve("schedule/refspark-retrain.timer")).stream()
        .filter(line -> line.startsWith("OnCalendar="))
        .map(line -> line.substring("OnCalendar=".length()))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"schedule/retrain.sh", "kubernetes/configmap.sh"})
  void scriptsPassShellcheck(String script) throws Exception {
    Assumptions.assumeTrue(isThere("shellcheck"), "there is no shellcheck");
    var checked = call(Map.of(), "shellcheck", DEPLOY.resolve(script).toString());
    assertEquals(0, checked.code, checked.out);
  }

  /** What a document has that a schema does not allow; a key that it does not name is one, too. */
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
      for (var needed : schema.path("required")) {
        if (!value.has(needed.asText())) {
          problems.add("%s: %s is missing".formatted(path, needed.asText()));
        }
      }
      value
          .fields()
          .forEachRemaining(e -> problems.addAll(ofKey(schema, e.getKey(), e.getValue(), path)));
    }
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

  private JsonNode schema(String definition) throws Exception {
    var file = DEFINITIONS.resolve(definition);
    Assumptions.assumeTrue(Files.exists(file), "no definitions at " + DEFINITIONS);
    var versions = yaml(file).get(0).at("/spec/versions");
    for (var version : versions) {
      if (version.get("name").asText().equals("v1beta2")) {
        return version.at("/schema/openAPIV3Schema");
      }
    }
    throw new AssertionError(definition + " has no v1beta2");
  }

  private List<JsonNode> yaml(Path file) throws Exception {
    return json(Files.readString(file));
  }

  private List<JsonNode> json(String yaml) throws Exception {
    Assumptions.assumeTrue(isThere("python3"), "there is no python3");
    var input = folder.resolve("input.yaml");
    Files.writeString(input, yaml);
    var converted = call(Map.of(), Optional.of(input), "python3", "-c", TO_JSON);
    Assumptions.assumeTrue(converted.code != 77, "python3 has no yaml");
    assertEquals(0, converted.code, converted.err);
    var documents = new ArrayList<JsonNode>();
    new ObjectMapper().readTree(converted.out).forEach(documents::add);
    return documents;
  }

  private record Called(int code, String out, String err) {}

  private Called call(Map<String, String> environment, String... command) throws Exception {
    return call(environment, Optional.empty(), command);
  }

  private Called call(Map<String, String> environment, Optional<Path> input, String... command)
      throws Exception {
    var out = folder.resolve("out.txt");
    var err = folder.resolve("err.txt");
    var builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    input.ifPresent(file -> builder.redirectInput(file.toFile()));
    builder.environment().putAll(environment);
    var process = builder.start();
    assertTrue(process.waitFor(120, TimeUnit.SECONDS), String.join(" ", command));
    return new Called(
        process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
  }

  private boolean isThere(String program) throws Exception {
    return call(Map.of(), "bash", "-c", "command -v " + program).code == 0;
  }

  private static ConfigEntry<?> known(String key) {
    // The list is filled when it is first looked at.
    Objects.requireNonNull(org.apache.spark.internal.config.package$.MODULE$);
    return ConfigEntry.findEntry(key);
  }
}
