package org.refspark.jobs.deploy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.resource.ResourceInformation;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell scripts of the project. */
class ScriptsTest {
  @TempDir Path folder;

  @Test
  void allPassShellcheck() throws Exception {
    Assumptions.assumeTrue(Called.isThere("shellcheck"), "there is no shellcheck");
    var scripts = new ArrayList<String>();
    for (var place : List.of("deploy", ".ci")) {
      try (var files = Files.walk(Called.ROOT.resolve(place))) {
        for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
          if (isScript(file)) {
            scripts.add(Called.ROOT.relativize(file).toString());
          }
        }
      }
    }
    assertTrue(
        scripts.containsAll(List.of("deploy/refspark", "deploy/jars.sh", ".ci/run")),
        scripts::toString);
    var command = new ArrayList<>(List.of("shellcheck", "-x"));
    command.addAll(scripts);
    var checked = Called.with(Map.of(), "", command);
    assertEquals(0, checked.code(), checked.out());
  }

  private static boolean isScript(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return file.toString().endsWith(".sh")
          || new String(in.readNBytes(32), ISO_8859_1).matches("(?s)#![^\n]*\\b(ba)?sh\\b.*");
    }
  }

  @Test
  void sparkUnderstandsWhatTheScriptOfGpusSays() throws Exception {
    var said =
        gpusOf(
            """
            [[ $* == "--query-gpu=index --format=csv,noheader" ]] || exit 2
            printf '0\\n1\\n10\\n'
            """);
    assertEquals(0, said.code(), said.err());
    var gpus = ResourceInformation.parseJson(said.out());
    assertEquals("gpu", gpus.name());
    assertEquals(List.of("0", "1", "10"), List.of(gpus.addresses()));
  }

  @Test
  void withoutADriverOfNvidiaTheScriptOfGpusFailsAndNamesNone() throws Exception {
    for (var said : List.of(gpus(), gpusOf("echo 'No devices were found'; exit 6"))) {
      assertNotEquals(0, said.code());
      assertEquals("", said.out());
    }
  }

  /** What it says where nvidia-smi is a script like that. */
  private Called gpusOf(String nvidia) throws Exception {
    var program = Files.writeString(folder.resolve("nvidia-smi"), "#!/bin/bash\n" + nvidia);
    assertTrue(program.toFile().setExecutable(true));
    return gpus();
  }

  /** What it says where there is nothing but what it needs and what lies in the folder. */
  private Called gpus() throws Exception {
    for (var name : List.of("sed", "paste")) {
      var path = Called.of("bash", "-c", "command -v " + name).out().strip();
      Files.deleteIfExists(folder.resolve(name));
      Files.createSymbolicLink(folder.resolve(name), Path.of(path));
    }
    return Called.with(
        Map.of("PATH", folder.toString()), "/bin/bash", Called.ROOT + "/deploy/gpus.sh");
  }
}
