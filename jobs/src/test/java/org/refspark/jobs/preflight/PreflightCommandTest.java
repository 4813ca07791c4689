package org.refspark.jobs.preflight;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FSDataInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.jobs.command.CommandFailure;
import org.refspark.jobs.command.ExitCode;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.storage.WrappedLocalFileSystem;

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
    var shards = shards("{}");
    // A folder of the user's may have any name.
    var own = Files.createDirectories(folder.resolve("run/preflight")).resolve("own");
    Files.createFile(own);
    var text = preflight(Map.of("run", folder.resolve("run").toString(), "data.train", shards));
    for (var what : new String[] {"Java", "native library", "cores", "memory", "disk", "clock"}) {
      assertTrue(text.contains("| " + what), text);
    }
    assertTrue(text.contains("written, read, listed, deleted"), text);
    assertTrue(text.contains("2 entries, read"), text);
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

  @Test
  void aPlaceThatMayNotBeTouchedIsAFindingAndAllElseIsLookedAtNonetheless() throws Exception {
    var shards = shards("");
    var failure =
        assertThrows(
            CommandFailure.class,
            () ->
                preflight(
                    Map.of(
                        "spark.hadoop.fs.locked.impl",
                        LockedFileSystem.class.getName(),
                        "run",
                        "locked:" + folder.resolve("run"),
                        "data.train",
                        "locked:" + shards,
                        "data.validate",
                        shards,
                        "data.eval",
                        folder.toString())));
    assertEquals(ExitCode.ENVIRONMENT, failure.exitCode());
    var bad = new ArrayList<String>();
    var report = new ObjectMapper().readTree(folder.resolve("report.json").toFile());
    for (var process : report.get("processes")) {
      for (var check : process.get("checks")) {
        if (check.get("verdict").asText().equals("BAD")) {
          var key = check.get("name").asText().replaceFirst(" .*", "");
          var found = check.get("found").asText().replaceFirst(".*(?=locked|part-)", "");
          bad.add("%s, %s: %s".formatted(process.get("process").asText(), key, found));
        }
      }
    }
    assertEquals(
        List.of(
            "driver itself, run: locked for writing",
            "driver itself, run: locked for deletion",
            "driver, data.train: locked for reading",
            "driver, data.eval: no shards: no manifest.json",
            "driver, data.validate: part-00000.parquet is empty",
            "driver, run: locked for writing"),
        bad);
    var text = out.toString(UTF_8);
    assertTrue(text.contains("| native library"), text);
    assertTrue(text.contains("give this machine access to it"), text);
  }

  /** A folder with a manifest and a file of shards. */
  private String shards(String content) throws IOException {
    var shards = Files.createDirectories(folder.resolve("shards"));
    Files.writeString(shards.resolve("manifest.json"), "{}");
    Files.writeString(shards.resolve("part-00000.parquet"), content);
    return shards.toString();
  }

  /** The local disk under the scheme {@code locked:}, which shows names and nothing else. */
  public static final class LockedFileSystem extends WrappedLocalFileSystem {
    public LockedFileSystem() {
      super("locked");
    }

    @Override
    public FSDataInputStream open(org.apache.hadoop.fs.Path file, int bufferSize)
        throws IOException {
      throw new IOException("locked for reading");
    }

    @Override
    protected OutputStream wrap(org.apache.hadoop.fs.Path file, OutputStream out)
        throws IOException {
      throw new IOException("locked for writing");
    }

    @Override
    public boolean delete(org.apache.hadoop.fs.Path file, boolean recursive) throws IOException {
      throw new IOException("locked for deletion");
    }
  }
}
