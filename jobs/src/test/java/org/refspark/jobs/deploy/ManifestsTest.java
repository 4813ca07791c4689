package org.refspark.jobs.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.refspark.jobs.config.Settings;

/** Manifests to copy, each tried as far as it can be without a cluster. */
class ManifestsTest {
  private static final Path DEPLOY = Called.ROOT.resolve("deploy");

  @ParameterizedTest
  @CsvSource({
    "train.yaml, sparkapplications.yaml",
    "train-gpu.yaml, sparkapplications.yaml",
    "retrain.yaml, scheduledsparkapplications.yaml"
  })
  void manifestsAreWhatTheOperatorsDefinitionsSay(String manifest, String definition)
      throws Exception {
    var schema = ResourceSchema.of(definition);
    var document = Yaml.of(DEPLOY.resolve("kubernetes/" + manifest)).get(0);

    assertEquals(List.of(), schema.problems(document));
  }

  @Test
  void aMisspeltKeyAWrongTypeAndAMissingKeyWouldBeFound() throws Exception {
    var schema = ResourceSchema.of("scheduledsparkapplications.yaml");
    var document = (ObjectNode) Yaml.of(DEPLOY.resolve("kubernetes/retrain.yaml")).get(0);
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
        schema.problems(document).stream().sorted().toList());
  }

  @Test
  void twoScheduledTicksNeverRunAtOnceAndAStoppedOneIsTriedAgain() throws Exception {
    var spec = Yaml.of(DEPLOY.resolve("kubernetes/retrain.yaml")).get(0).get("spec");
    assertEquals("Forbid", spec.get("concurrencyPolicy").asText());
    assertEquals("OnFailure", spec.at("/template/restartPolicy/type").asText());
  }

  @ParameterizedTest
  @CsvSource({"train.yaml, /spec", "train-gpu.yaml, /spec", "retrain.yaml, /spec/template"})
  void argumentsSettingsAndAccountsAreTheOnesThatExist(String manifest, String at)
      throws Exception {
    var application = Yaml.of(DEPLOY.resolve("kubernetes/" + manifest)).get(0).at(at);
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
    var accounts = Yaml.of(DEPLOY.resolve("kubernetes/refspark.yaml"));
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
    var application = Yaml.of(DEPLOY.resolve("kubernetes/" + manifest)).get(0).at(at);
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
    var application = Yaml.of(DEPLOY.resolve("kubernetes/" + manifest)).get(0).at(at);
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
          Yaml.of(DEPLOY.resolve("kubernetes/" + at.split(" ")[0])).get(0).at(at.split(" ")[1]);
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
    var spec = Yaml.of(DEPLOY.resolve("kubernetes/train-gpu.yaml")).get(0).get("spec");
    assertEquals("1", spec.at("/sparkConf/spark.executor.resource.gpu.amount").asText());
    assertEquals(
        "true", spec.get("executor").get("nodeSelector").get("nvidia.com/gpu.present").asText());
    assertEquals("nvidia.com/gpu", spec.at("/executor/tolerations/0/key").asText());
  }
}
