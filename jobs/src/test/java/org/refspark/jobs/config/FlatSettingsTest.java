package org.refspark.jobs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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

  @Test
  void secretsAreRefused() throws IOException {
    var file = Files.writeString(folder.resolve("a.conf"), "spark.hadoop.fs.s3a.secret.key = hush");
    var refusal = assertThrows(ConfigurationException.class, () -> FlatSettings.of(file));
    assertTrue(refusal.getMessage().contains("fs.s3a.secret.key"), refusal.getMessage());
    assertTrue(!refusal.getMessage().contains("hush"), refusal.getMessage());
  }
}
