package org.refspark.jobs.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.network.util.JavaUtils;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.refspark.jobs.config.Settings;

/** Manifests and schedules to copy, each tried as far as it can be without a cluster. */
class ManifestsTest {
  private static final Path DEPLOY = Called.ROOT.resolve("deploy");

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

  /** Runs a DAG with an Airflow that only notes what it is given. */
  private static final String FAKE_AIRFLOW =
      """
      import json, sys, types
      made = {}
      def module(name, **members):
          sys.modules[name] = types.ModuleType(name)
          vars(sys.modules[name]).update(members)
      class Dag:
          def __init__(self, **keys):
              made["dag"] = keys
          def __enter__(self):
              return self
          def __exit__(self, *failure):
              pass
      class Variable:
          @staticmethod
          def get(name, default):
              return default
      module("airflow", DAG=Dag)
      module("airflow.models", Variable=Variable)
      module("airflow.operators")
      module("airflow.operators.bash", BashOperator=lambda **keys: made.update(task=keys))
      exec(open(sys.argv[1]).read())
      json.dump(made, sys.stdout, default=str)
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

    SparkKeys.check(
        new ObjectMapper()
            .convertValue(
                application.get("sparkConf"), new TypeReference<Map<String, String>>() {}));
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

  /** As the launcher has it: half a gigabyte beside the networks, and one in the whole process. */
  @ParameterizedTest
  @CsvSource({"train.yaml, /spec", "train-gpu.yaml, /spec", "retrain.yaml, /spec/template"})
  void podsHoldTheNetworksAndHaveTheThreadsOfOne(String manifest, String at) throws Exception {
    var application = yaml(DEPLOY.resolve("kubernetes/" + manifest)).get(0).at(at);
    var options =
        Stream.of(application.at("/driver/javaOptions").asText().split("\\s+"))
            .map(option -> option.split("=", 2))
            .collect(Collectors.toMap(option -> option[0], option -> option[1]));
    assertEquals("-onednn-avx2", options.get("-Dorg.bytedeco.javacpp.platform.extension"));
    long networks = JavaUtils.byteStringAsMb(options.get("-Dorg.bytedeco.javacpp.maxbytes"));
    long heap = JavaUtils.byteStringAsMb(application.at("/driver/memory").asText());
    assertEquals(
        heap + networks + 1024,
        JavaUtils.byteStringAsMb(options.get("-Dorg.bytedeco.javacpp.maxphysicalbytes")));
    for (var pod : List.of("driver", "executor")) {
      assertEquals(
          networks + 512,
          JavaUtils.byteStringAsMb(application.at("/" + pod + "/memoryOverhead").asText()),
          pod);
      var environment = new HashMap<String, String>();
      for (var variable : application.at("/" + pod + "/env")) {
        environment.put(variable.get("name").asText(), variable.path("value").asText());
      }
      assertEquals("passive", environment.get("OMP_WAIT_POLICY"), pod);
      // An executor has one network at once.
      assertEquals(
          application.at("/executor/cores").asText(), environment.get("OMP_NUM_THREADS"), pod);
    }
  }

  @Test
  void settingsFilesLieInTheConfigMapThatTheReadmeMakes() throws Exception {
    var command =
        Files.readAllLines(DEPLOY.resolve("README.md")).stream()
            .filter(line -> line.startsWith("deploy/kubernetes/configmap.sh "))
            .findFirst()
            .orElseThrow();
    var inside = new ArrayList<String>();
    for (var file : command.replaceFirst(" \\|.*", "").split(" ")) {
      assertTrue(file.equals("retrain.conf") || Files.exists(Called.ROOT.resolve(file)), file);
      inside.add("/etc/refspark/" + Path.of(file).getFileName());
    }
    for (var at :
        List.of("train.yaml /spec", "train-gpu.yaml /spec", "retrain.yaml /spec/template")) {
      var application =
          yaml(DEPLOY.resolve("kubernetes/" + at.split(" ")[0])).get(0).at(at.split(" ")[1]);
      assertEquals("--conf", application.at("/arguments/1").asText());
      var conf = application.at("/arguments/2").asText();
      assertTrue(inside.contains(conf), conf);
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
    var made = configMap(conf.resolve("small.conf"), conf.resolve("demo.conf"));
    assertEquals(0, made.code(), made.err());
    var map = json(made.out()).get(0);
    assertEquals("ConfigMap", map.get("kind").asText());
    assertEquals("refspark-conf", map.at("/metadata/name").asText());
    for (var name : List.of("small.conf", "demo.conf")) {
      assertEquals(
          Files.readString(conf.resolve(name)).stripTrailing(),
          map.get("data").get(name).asText().stripTrailing());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.hadoop.fs.s3a.secret.key = hush",
        "spark.hadoop.fs.azure.account.key.store = hush",
        "spark { hadoop { \"fs.azure.sas\" : hush } }",
        "run = a, my.passwd += hush",
        "credential { value = hush }"
      })
  void aConfigMapOfKeysIsRefused(String line) throws Exception {
    var refused = configMap(Files.writeString(folder.resolve("a.conf"), line + "\n"));
    assertEquals(2, refused.code());
    assertTrue(refused.err().contains("a.conf holds a key or a password"), refused.err());
    assertFalse((refused.err() + refused.out()).contains("hush"), refused.err());
  }

  @Test
  void aConfigMapOfTwoFilesOfOneNameIsRefusedAndOneThatSpeaksOfKeysIsNot() throws Exception {
    var file = folder.resolve("b.conf");
    Files.writeString(file, "# the token: not here\ntrain.pretrained = [a, \"password\"]\n");
    var twin = Files.createDirectories(folder.resolve("other")).resolve("b.conf");
    Files.copy(file, twin);
    assertEquals(0, configMap(file).code());
    assertEquals(2, configMap(file, twin).code());
  }

  private static Called configMap(Path... files) throws Exception {
    var command = new ArrayList<>(List.of("bash", "deploy/kubernetes/configmap.sh"));
    Stream.of(files).map(Path::toString).forEach(command::add);
    return Called.with(Map.of(), "", command);
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
    return Called.with(
            launcher(codes),
            "bash",
            "deploy/schedule/retrain.sh",
            "/etc/r.conf",
            "/data/reg",
            "--tick",
            "2026-01-01T00:00Z")
        .code();
  }

  private Map<String, String> launcher(String codes) throws IOException {
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
    return Map.of("REFSPARK", launcher.toString(), "REFSPARK_RETRY_SECONDS", "0");
  }

  private int attempts() throws IOException {
    return Files.readAllLines(folder.resolve("calls")).size();
  }

  @Test
  void theDagHasOneRunAtATimeAndItsTaskATickNamedByTheEndOfItsInterval() throws Exception {
    Assumptions.assumeTrue(Called.isThere("python3"), "there is no python3");
    var dag = "deploy/schedule/refspark_retrain_dag.py";
    var made = Called.of("python3", "-c", FAKE_AIRFLOW, dag);
    assertEquals(0, made.code(), made.err());
    var document = new ObjectMapper().readTree(made.out());
    assertFalse(document.at("/dag/catchup").asBoolean(true));
    assertEquals(1, document.at("/dag/max_active_runs").asInt());
    assertEquals("30 2 * * *", document.at("/dag/schedule").asText());

    var task = document.get("task");
    var environment = new HashMap<>(launcher("0"));
    task.get("env")
        .fields()
        .forEachRemaining(e -> environment.put(e.getKey(), e.getValue().asText()));
    assertEquals("{{ data_interval_end.isoformat() }}", environment.get("TICK"));
    environment.put("TICK", "2026-01-02T02:30:00+00:00");
    assertEquals("/opt/refspark", environment.put("REFSPARK_HOME", Called.ROOT.toString()));
    var called = Called.with(environment, "bash", "-c", task.get("bash_command").asText());
    assertEquals(0, called.code(), called.err());
    assertEquals(
        List.of(
            "retrain --conf /etc/refspark/retrain.conf registry=/data/registry"
                + " --tick 2026-01-02T02:30:00+00:00"),
        Files.readAllLines(folder.resolve("calls")));
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
  }

  @Test
  void systemdKnowsEveryKeyOfTheServiceAndItsTimer() throws Exception {
    Assumptions.assumeTrue(Called.isThere("systemd-analyze"), "there is no systemd-analyze");
    var command = new ArrayList<>(List.of("systemd-analyze", "verify", "--man=no"));
    for (var unit : List.of("refspark-retrain.service", "refspark-retrain.timer")) {
      var text = Files.readString(DEPLOY.resolve("schedule/" + unit));
      // It looks whether there is a program at that place.
      var here = text.replace("/opt/refspark/", Called.ROOT + "/");
      command.add(Files.writeString(folder.resolve(unit), here).toString());
    }
    var verified = Called.with(Map.of(), "", command);
    assertEquals(0, verified.code(), verified.err());
    assertFalse(verified.err().contains("refspark-retrain"), verified.err());
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
    Assumptions.assumeTrue(Called.isThere("python3"), "there is no python3");
    var converted = Called.with(Map.of(), yaml, List.of("python3", "-c", TO_JSON));
    Assumptions.assumeTrue(converted.code() != 77, "python3 has no yaml");
    assertEquals(0, converted.code(), converted.err());
    var documents = new ArrayList<JsonNode>();
    new ObjectMapper().readTree(converted.out()).forEach(documents::add);
    return documents;
  }
}
