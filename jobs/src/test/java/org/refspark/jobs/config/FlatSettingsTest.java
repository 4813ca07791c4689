package org.refspark.jobs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlatSettingsTest {
  private static final Path CONF = Path.of(System.getProperty("project.root"), "conf");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "grm-net/small.conf",
        "grm-net/table2-6-three-numbers.conf",
        "mmnet/rn50.conf",
        "lts/quickstart.conf",
        "data/refcocog.conf"
      })
  void argumentsSayWhatTheFileSays(String name) {
    var file = CONF.resolve(name);
    var arguments = new LinkedHashMap<String, String>();
    for (var argument : FlatSettings.of(file)) {
      int equals = argument.indexOf('=');
      arguments.put(argument.substring(0, equals), argument.substring(equals + 1));
    }
    var flat = Settings.load(Optional.empty(), arguments, Set.of());
    var whole = Settings.load(Optional.of(file), Map.of(), Set.of());
    assertEquals(
        whole.toJson().replace("\"", ""), flat.toJson().replace("\"", ""), "texts and numbers");
  }

  @Test
  void sparksKeysStayWhole() throws IOException {
    var file =
        Files.writeString(
            folder.resolve("a.conf"), "spark { task.cpus = 2, \"executor.memory\" = 4g }");
    assertEquals("[spark.executor.memory=4g, spark.task.cpus=2]", FlatSettings.of(file).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.hadoop.fs.s3a.secret.key",
        "spark.\"hadoop.fs.azure.sas\"",
        "spark.kubernetes.driver.secret.key"
      })
  void secretsAreRefused(String key) throws IOException {
    var file = Files.writeString(folder.resolve("a.conf"), key + " = hush");
    var refusal = assertThrows(ConfigurationException.class, () -> FlatSettings.of(file));
    assertTrue(refusal.getMessage().contains(key), refusal.getMessage());
    assertTrue(!refusal.getMessage().contains("hush"), refusal.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.executor.extraJavaOptions = \"-Da=1 -Dfs.s3a.secret.key=hush\"",
        "run = \"s3a://key:hush@bucket/run\""
      })
  void secretsInValuesAreRefused(String setting) throws IOException {
    var file = Files.writeString(folder.resolve("a.conf"), setting);
    var refusal = assertThrows(ConfigurationException.class, () -> FlatSettings.of(file));
    var key = setting.split(" ")[0];
    assertTrue(refusal.getMessage().contains(key), refusal.getMessage());
    assertTrue(!refusal.getMessage().contains("hush"), refusal.getMessage());
  }

  @Test
  void secretsOfKubernetesMayBeNamed() throws IOException {
    var file =
        Files.writeString(
            folder.resolve("a.conf"),
            """
            spark.kubernetes.driver.secretKeyRef.AWS_SECRET_ACCESS_KEY = "s3:secret-access-key"
            spark { "kubernetes.executor.secrets.s3" = /etc/s3 }
            """);
    var named =
        List.of(
            "spark.kubernetes.driver.secretKeyRef.AWS_SECRET_ACCESS_KEY=s3:secret-access-key",
            "spark.kubernetes.executor.secrets.s3=/etc/s3");
    assertEquals(named, FlatSettings.of(file));
    var kept = Settings.load(Optional.of(file), Map.of(), Set.of()).toJson();
    assertTrue(kept.contains("s3:secret-access-key") && kept.contains("/etc/s3"), kept);
  }
}
