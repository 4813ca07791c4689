package org.refspark.jobs.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.Numbered;
import org.refspark.jobs.command.CommandFailure;
import org.refspark.jobs.command.ExitCode;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.storage.Storage;
import org.refspark.jobs.train.Lease;

class RegistryCommandTest {
  private static final Duration LONG = Duration.ofMinutes(2);

  @TempDir Path folder;
  private Registry registry;

  @BeforeEach
  void fill() throws IOException {
    registry = new Registry(Storage.at(folder.toString(), new Configuration()));
    registry.add(TestVersions.first("v000001", 0.50));
    registry.add(TestVersions.next("v000002", "v000001", 0.50, 0.56, true));
    registry.add(TestVersions.next("v000003", "v000002", 0.56, 0.41, false));
    registry.add(TestVersions.failed("v000004", "v000002"));
    try (var lease = Lease.take(registry.folder(), LONG)) {
      registry.champions().promote(lease, "v000001", "tick 1");
      registry.champions().promote(lease, "v000002", "tick 2");
    }
  }

  @Test
  void versionsAreReadAsTheyWereWritten() throws IOException {
    assertEquals(TestVersions.first("v000001", 0.50), registry.version("v000001"));
    assertEquals(TestVersions.failed("v000004", "v000002"), registry.version("v000004"));
    assertEquals("v000005", registry.next());
  }

  @Test
  void aFolderWithoutItsDocumentIsNoVersionButItsNameIsTaken() throws IOException {
    Files.createDirectories(folder.resolve("models/v000007/run"));
    assertEquals(4, registry.versions().size());
    assertEquals("v000008", registry.next());
  }

  @Test
  void theListShowsWhatEachVersionIs() throws IOException {
    var text = call("list");
    var lines = text.lines().filter(line -> line.contains("v00000")).toList();
    assertTrue(lines.get(0).endsWith("| former champion |"), text);
    assertTrue(lines.get(0).contains("mIoU 50.0"), text);
    assertTrue(lines.get(1).endsWith("| champion        |"), text);
    assertTrue(lines.get(1).contains("mIoU 56.0  | 50.0 v000001"), text);
    assertTrue(lines.get(2).endsWith("| kept back       |"), text);
    assertTrue(lines.get(3).endsWith("| not sound       |"), text);
    assertTrue(lines.get(4).contains(folder.resolve("models/v000002/package").toString()), text);
  }

  @Test
  void aVersionShowsItsLineageAndItsChecks() throws IOException {
    var text = call("show", "version", "v000003");
    assertTrue(text.startsWith("v000003: kept back"), text);
    assertTrue(text.contains("with the weights of v000002"), text);
    assertTrue(text.contains("/incoming/3: pictures 100"), text);
    assertTrue(text.contains("- better: mIoU by more than 0"), text);
    assertTrue(call("show").startsWith("v000002: champion"), "the champion without a name");
  }

  @Test
  void rollingBackGoesToTheFormerChampionAndLeavesTheHistory() throws IOException {
    assertTrue(call("rollback").contains("v000001 again, after v000002"));
    assertEquals(Optional.of("v000001"), registry.champions().current());
    assertEquals(
        List.of(Pointer.Kind.PROMOTED, Pointer.Kind.PROMOTED, Pointer.Kind.ROLLED_BACK),
        registry.champions().history().stream().map(Pointer::kind).toList());
    var refusal = assertThrows(CommandFailure.class, () -> call("rollback"));
    assertTrue(refusal.getMessage().contains("no former champion"), refusal.getMessage());
    assertEquals(Optional.of("v000001"), registry.champions().current());
  }

  @Test
  void rollingBackTwiceGoesTwoChampionsBack() throws IOException {
    registry.add(TestVersions.next("v000005", "v000002", 0.56, 0.6, true));
    try (var lease = Lease.take(registry.folder(), LONG)) {
      registry.champions().promote(lease, "v000005", "tick 5");
    }
    call("rollback");
    assertEquals(Optional.of("v000002"), registry.champions().current());
    call("rollback");
    assertEquals(Optional.of("v000001"), registry.champions().current());
  }

  @Test
  void aVersionThatIsNotSoundIsNeverPromoted() throws IOException {
    var refusal = assertThrows(CommandFailure.class, () -> call("promote", "version", "v000004"));
    assertEquals(ExitCode.DATA, refusal.exitCode());
    assertTrue(refusal.getMessage().contains("the loss is no number"), refusal.getMessage());
    assertEquals(Optional.of("v000002"), registry.champions().current());
  }

  @Test
  void aVersionWithoutItsPackageIsNotPromoted() throws IOException {
    assertThrows(DataFormatException.class, () -> call("promote", "version", "v000003"));
    assertEquals(Optional.of("v000002"), registry.champions().current());
  }

  @Test
  void whileATickHoldsTheRegistryNobodyElseChangesTheChampion() throws IOException {
    try (var tick = Lease.take(registry.folder(), LONG)) {
      var refusal = assertThrows(CommandFailure.class, () -> call("rollback"));
      assertEquals(ExitCode.RETRY, refusal.exitCode());
      tick.check();
    }
    assertEquals(Optional.of("v000002"), registry.champions().current());
  }

  @Test
  void whoeverHasLostTheLeaseCannotChangeTheChampion() throws IOException {
    try (var late = Lease.take(registry.folder(), LONG)) {
      // A rival has found the holder silent and taken over.
      Files.writeString(
          folder.resolve("lease/000099.json"),
          Files.readString(Numbered.newest(folder.resolve("lease"))));
      assertThrows(
          CommandFailure.class, () -> registry.champions().promote(late, "v000003", "late"));
    }
    assertEquals(Optional.of("v000002"), registry.champions().current());
  }

  @Test
  void aPointerThatWasNotWrittenToItsEndNeverCountedAndIsWrittenAnew() throws IOException {
    Files.writeString(folder.resolve("champion/000003.json"), "{\n  \"format\" : 1,");
    assertEquals(Optional.of("v000002"), registry.champions().current());
    call("rollback");
    assertEquals(Optional.of("v000001"), registry.champions().current());
    assertEquals(3, registry.champions().history().size());
  }

  @Test
  void aPointerThatHasChangedSinceIsAnErrorAndNotAnotherChampion() throws IOException {
    var newest = folder.resolve("champion/000002.json");
    Files.writeString(newest, Files.readString(newest).replace("v000002", "v000003"));
    var damage = assertThrows(DataFormatException.class, () -> registry.champions().current());
    assertTrue(damage.getMessage().contains("000002.json"), damage.getMessage());
  }

  @Test
  void slipsAreExplained() {
    for (var slip : List.of("", "delete")) {
      assertThrows(ConfigurationException.class, () -> call(slip));
    }
    var unknown = assertThrows(CommandFailure.class, () -> call("show", "version", "v000009"));
    assertTrue(unknown.getMessage().contains("known: v000001"), unknown.getMessage());
    var outside = assertThrows(CommandFailure.class, () -> call("show", "version", "../x"));
    assertFalse(outside.getMessage().isEmpty());
  }

  private String call(String task, String... more) throws IOException {
    var arguments = new HashMap<>(Map.of("registry", folder.toString()));
    if (!task.isEmpty()) {
      arguments.put("task", task);
    }
    for (int i = 0; i < more.length; i += 2) {
      arguments.put(more[i], more[i + 1]);
    }
    var command = new RegistryCommand();
    var out = new ByteArrayOutputStream();
    command.run(
        Settings.of(arguments, command.arguments().toArray(String[]::new)),
        new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }
}
