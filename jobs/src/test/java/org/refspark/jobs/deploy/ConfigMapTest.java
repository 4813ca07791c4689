package org.refspark.jobs.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script that makes a ConfigMap of settings files. */
class ConfigMapTest {
  private static final Path CONF = Called.ROOT.resolve("conf/grm-net");

  @TempDir Path folder;

  @Test
  void settingsBecomeAConfigMapWordForWord() throws Exception {
    var made = configMap(CONF.resolve("small.conf"), CONF.resolve("demo.conf"));
    assertEquals(0, made.code(), made.err());
    var map = Yaml.parse(made.out()).get(0);
    assertEquals("ConfigMap", map.get("kind").asText());
    assertEquals("refspark-conf", map.at("/metadata/name").asText());
    for (var name : List.of("small.conf", "demo.conf")) {
      assertEquals(
          Files.readString(CONF.resolve(name)).stripTrailing(),
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
}
