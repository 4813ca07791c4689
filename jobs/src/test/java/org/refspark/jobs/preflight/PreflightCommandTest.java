package org.refspark.jobs.preflight;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.jobs.command.CommandFailure;
import org.refspark.jobs.command.ExitCode;
import org.refspark.jobs.config.Settings;

class PreflightCommandTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private String preflight(Map<String, String> settings) throws Exception {
    var all = new HashMap<>(settings);
    all.put("spark.master", "local[2]");
    all.put("out", folder.resolve("report.json").toString());
    try (var print = new PrintStream(out, true, UTF_8)) {
      new PreflightCommand().run(Settings.of(all, "run", "out"), print);
    }
    return out.toString(UTF_8);
  }

  @Test
  void thisMachineIsLookedAtAndItsPlacesAreLeftAsTheyWere() throws Exception {
    Files.createDirectories(folder.resolve("shards/inner"));
    // A folder of the user's may have any name.
    var own = Files.createDirectories(folder.resolve("run/preflight")).resolve("own");
    Files.createFile(own);
    var text =
        preflight(
            Map.of(
                "run", folder.resolve("run").toString(),
                "data.train", folder.resolve("shards").toString()));
    for (var what : new String[] {"Java", "native library", "cores", "memory", "disk", "clock"}) {
      assertTrue(text.contains("| " + what), text);
    }
    assertTrue(text.contains("written, read, listed, deleted"), text);
    assertTrue(text.contains("Ready: 1 executors"), text);
    try (var left = Files.list(folder.resolve("run"))) {
      assertEquals(1, left.count());
    }
    assertTrue(Files.exists(own));
    var report = new ObjectMapper().readTree(folder.resolve("report.json").toFile());
    assertEquals("local[2]", report.at("/master").asText());
    assertEquals("driver", report.at("/processes/0/process").asText());
    assertEquals("Java", report.at("/processes/0/checks/0/name").asText());
  }

  @Test
  void shardsThatAnExecutorCannotSeeAreAFinding() {
    var failure =
        assertThrows(
            CommandFailure.class,
            () -> preflight(Map.of("data.train", folder.resolve("nowhere").toString())));
    assertEquals(ExitCode.ENVIRONMENT, failure.exitCode());
    var text = out.toString(UTF_8);
    assertTrue(text.contains("nothing is to be seen there"), text);
    assertTrue(text.contains("driver, data.train"), text);
    assertFalse(text.contains("Ready"), text);
  }
}
