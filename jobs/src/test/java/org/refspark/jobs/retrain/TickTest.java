package org.refspark.jobs.retrain;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.refspark.jobs.command.CommandFailure;
import org.refspark.jobs.command.ExitCode;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.RetrainConfig;
import org.refspark.jobs.config.RetrainConfig.Gate;
import org.refspark.jobs.config.RetrainConfig.WarmStart;
import org.refspark.jobs.registry.Pointer;
import org.refspark.jobs.registry.Registry;
import org.refspark.jobs.registry.Version;
import org.refspark.jobs.retrain.FakeWorkshop.Quality;
import org.refspark.jobs.retrain.TickFolder.Decided;
import org.refspark.jobs.retrain.TickFolder.Outcome;
import org.refspark.jobs.storage.Storage;
import org.refspark.jobs.train.FaultyFileSystem;
import org.refspark.jobs.train.FaultyFileSystem.Fault;
import org.refspark.jobs.train.Lease;

class TickTest {
  private static final String FIRST = "2026-01-01T00:00Z";
  private static final String SECOND = "2026-01-02T00:00Z";
  private static final String THIRD = "2026-01-03T00:00Z";
  private static final Gate GATE = new Gate("auto", 0, 0.05, 0.1, 20);

  @TempDir Path folder;

  private final Configuration hadoop = new Configuration();
  private final FakeWorkshop workshop = new FakeWorkshop();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private RetrainConfig config;

  @BeforeEach
  void bringData() throws IOException {
    hadoop.set("fs.faulty.impl", FaultyFileSystem.class.getName());
    FaultyFileSystem.fail(Fault.ONCE, Long.MAX_VALUE);
    config = config(folder + "/incoming/*", Optional.empty(), WarmStart.CHAMPION, GATE);
    arrive("a", "one");
  }

  @Test
  void theFirstVersionIsPromotedWithItsLineage() throws Exception {
    var decided = tick(FIRST);

    assertEquals(Outcome.PROMOTED, decided.outcome());
    assertEquals(Optional.of("v000001"), registry().champions().current());
    var version = registry().version("v000001");
    assertEquals("", version.parent());
    assertEquals("2026-01-01T00:00:00Z", version.tick());
    assertEquals("data of one", version.data().hash());
    assertEquals(folder + "/incoming/a", version.data().parts().get(0).place());
    assertTrue(Files.exists(folder.resolve("registry/models/v000001/package/package.json")));
  }

  @Test
  void theSameTickTwiceDoesNothingTwice() throws Exception {
    tick(FIRST);
    var before = contentOf("registry");
    var calls = List.copyOf(workshop.calls);
    arrive("b", "two");

    assertEquals(Outcome.PROMOTED, tick(FIRST).outcome());
    assertEquals(before, contentOf("registry"));
    assertEquals(calls, workshop.calls);
    assertTrue(said().contains("was decided before"), said());
  }

  @Test
  void withoutNewDataATickEndsAtOnce() throws Exception {
    tick(FIRST);
    workshop.calls.clear();

    var decided = tick(SECOND);

    assertEquals(Outcome.NO_NEW_DATA, decided.outcome());
    assertEquals(List.of(), workshop.calls, "nothing is read where no file has changed");
    assertEquals(1, registry().versions().size());
    assertEquals(Outcome.NO_NEW_DATA, tick(THIRD).outcome());
  }

  @Test
  void onlyNewDataAreShardedAndAllAreLearntInTheOrderOfTheirArrival() throws Exception {
    tick(FIRST);
    workshop.qualities.put("v000002", Quality.of(0.6));
    // Its name comes before the first one's.
    arrive("Z", "two");
    workshop.calls.clear();

    var decided = tick(SECOND);

    assertEquals(Outcome.PROMOTED, decided.outcome(), decided.summary());
    assertTrue(workshop.calls.contains("shard Z"), workshop.calls.toString());
    assertFalse(workshop.calls.contains("shard a"), workshop.calls.toString());
    assertTrue(workshop.calls.contains("train one+two after v000001"), workshop.calls.toString());
    var version = registry().version("v000002");
    assertEquals("v000001", version.parent());
    assertEquals(
        List.of("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"),
        version.data().parts().stream().map(Version.Part::tick).toList());
    assertEquals(Optional.of("v000002"), registry().champions().current());
  }

  @Test
  void aTickWithoutDataBetweenLosesNothing() throws Exception {
    tick(FIRST);
    tick(SECOND);
    arrive("b", "two");
    tick(THIRD);
    assertTrue(workshop.calls.contains("train one+two after v000001"), workshop.calls.toString());
  }

  @Test
  void fromScratchThereIsNoParentButTheChampionIsStillTheMeasure() throws Exception {
    config = config(folder + "/incoming/*", Optional.empty(), WarmStart.SCRATCH, GATE);
    tick(FIRST);
    workshop.qualities.put("v000002", Quality.of(0.4));
    arrive("b", "two");

    assertEquals(Outcome.KEPT, tick(SECOND).outcome());
    assertTrue(workshop.calls.contains("train one+two"), workshop.calls.toString());
    assertEquals("", registry().version("v000002").parent());
    assertEquals("v000001", registry().version("v000002").comparison().champion());
  }

  @Test
  void candidatesThatDoNotPassTheGateAreKeptBackWithTheReason() throws Exception {
    keptBack(Quality.of(0.4), true, "better: -10.0 points of 50.0 % to 40.0 %");
    keptBack(Quality.of(0.5), true, "better: +0.0 points");
    keptBack(Quality.of(0.6).withPValue(0.2), true, "significant: p 0.2000");
    keptBack(Quality.of(0.6).withTree(0.3), true, "tree from 50.0 % to 30.0 %");
    keptBack(Quality.of(0.6).withExpressions(39), false, "39 of 40 expressions");
    keptBack(Quality.of(Double.NaN), false, "mIoU is NaN");
    keptBack(Quality.of(Double.POSITIVE_INFINITY), false, "mIoU is Infinity");
    keptBack(Quality.of(0.6).withWeightsThatAreNoNumbers(), false, "weights that are no numbers");
    keptBack(Quality.of(0.6).withFailure("the loss is no number"), false, "the loss is no number");
  }

  private void keptBack(Quality quality, boolean sound, String reason) throws Exception {
    deleteRegistry();
    workshop.qualities.clear();
    tick(FIRST);
    workshop.qualities.put("v000002", quality);
    arrive("b", "two");

    var decided = tick(SECOND);

    assertEquals(Outcome.KEPT, decided.outcome(), reason);
    assertTrue(decided.summary().contains(reason), decided.summary());
    assertEquals(Optional.of("v000001"), registry().champions().current(), reason);
    var version = registry().version("v000002");
    assertEquals(sound, version.decision().sound(), reason);
    assertEquals(sound, registry().model("v000002").exists("package/package.json"), reason);
  }

  @Test
  void aFirstVersionThatIsNotSoundIsNoChampionEither() throws Exception {
    workshop.qualities.put("v000001", Quality.of(Double.NaN));
    assertEquals(Outcome.KEPT, tick(FIRST).outcome());
    assertEquals(Optional.empty(), registry().champions().current());

    arrive("b", "two");
    assertEquals(Outcome.PROMOTED, tick(SECOND).outcome());
    assertEquals(Optional.of("v000002"), registry().champions().current());
  }

  @Test
  void aMarginAsksForMoreThanThat() throws Exception {
    var gate = new Gate("auto", 0.05, 1, 1, 1000);
    config = config(folder + "/incoming/*", Optional.empty(), WarmStart.CHAMPION, gate);
    tick(FIRST);
    workshop.qualities.put("v000002", Quality.of(0.54).withPValue(0.9));
    workshop.qualities.put("v000003", Quality.of(0.56).withPValue(0.9));
    arrive("b", "two");
    assertEquals(Outcome.KEPT, tick(SECOND).outcome());
    arrive("c", "three");
    assertEquals(Outcome.PROMOTED, tick(THIRD).outcome(), "significance 1 asks for none");
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void afterAFaultOfAnyOperationTheTickComesToTheSameBytes(Fault fault) throws Exception {
    config =
        config("faulty://" + folder + "/incoming/*", Optional.empty(), WarmStart.CHAMPION, GATE);
    workshop.qualities.put("v000002", Quality.of(0.6));
    runBoth("whole", Long.MAX_VALUE, fault);
    long operations = FaultyFileSystem.operations();
    var whole = contentOf("whole");
    assertTrue(operations > 50, operations + " operations");
    assertTrue(whole.keySet().contains("champion/000002.json"), whole.keySet().toString());

    for (long operation = 1; operation <= operations; operation++) {
      var name = "stopped" + operation;
      long failing = operation;
      assertThrows(Exception.class, () -> runBoth(name, failing, fault), "operation " + operation);
      FaultyFileSystem.fail(fault, Long.MAX_VALUE);
      tick(name, "faulty://", SECOND);
      assertEquals(whole, contentOf(name), fault + " of operation " + operation);
    }
  }

  /** The second tick, with all of its operations, after a first one without faults. */
  private void runBoth(String name, long failing, Fault fault) throws Exception {
    FaultyFileSystem.fail(fault, Long.MAX_VALUE);
    Files.deleteIfExists(folder.resolve("incoming/b/data.txt"));
    tick(name, "faulty://", FIRST);
    arrive("b", "two");
    Files.setLastModifiedTime(
        folder.resolve("incoming/b/data.txt"), FileTime.from(Instant.ofEpochSecond(1)));
    FaultyFileSystem.fail(fault, failing);
    tick(name, "faulty://", SECOND);
  }

  @Test
  void whatWasRolledBackInBetweenIsNotPromotedAgain() throws Exception {
    tick(FIRST);
    workshop.qualities.put("v000002", Quality.of(0.6));
    arrive("b", "two");
    tick(SECOND);
    try (var lease = lease()) {
      registry().champions().rollBack(lease, "by hand");
    }
    // As if the tick had died before its last document.
    Files.delete(folder.resolve("registry/ticks/20260102T000000Z/decision.json"));

    assertEquals(Outcome.PROMOTED, tick(SECOND).outcome());
    assertEquals(Optional.of("v000001"), registry().champions().current());
    assertEquals(3, registry().champions().history().size());
  }

  @Test
  void aCandidateIsNotPromotedOverAChampionThatItWasNotComparedWith() throws Exception {
    tick(FIRST);
    workshop.qualities.put("v000002", Quality.of(0.4));
    arrive("b", "two");
    tick(SECOND);
    workshop.qualities.put("v000003", Quality.of(0.6));
    arrive("c", "three");
    tick(THIRD);
    // As if it had died before it wrote the pointer, and someone had promoted v000002 then.
    Files.delete(folder.resolve("registry/ticks/20260103T000000Z/decision.json"));
    Files.delete(folder.resolve("registry/champion/000002.json"));
    try (var lease = lease()) {
      registry().champions().promote(lease, "v000002", "by hand");
    }

    var decided = tick(THIRD);

    assertEquals(Outcome.KEPT, decided.outcome());
    assertTrue(decided.summary().contains("is v000002 now"), decided.summary());
    assertEquals(Optional.of("v000002"), registry().champions().current());
    assertFalse(registry().version("v000003").decision().promoted());
  }

  @Test
  void anotherFrozenSplitIsRefused() throws Exception {
    tick(FIRST);
    workshop.frozen = "beefbeefbeefbeef";
    arrive("b", "two");
    var refusal = assertThrows(ConfigurationException.class, () -> tick(SECOND));
    assertTrue(refusal.getMessage().contains("f00df00df00d"), refusal.getMessage());
    assertEquals(1, registry().versions().size());
  }

  @Test
  void dataThatHaveChangedSinceTheyWereTakenAreAnError() throws Exception {
    tick(FIRST);
    arrive("a", "one, and more");
    var refusal = assertThrows(CommandFailure.class, () -> tick(SECOND));
    assertEquals(ExitCode.DATA, refusal.exitCode());
    assertTrue(refusal.getMessage().contains("incoming/a has changed"), refusal.getMessage());
    // Put back as the message says, the same tick goes on.
    arrive("a", "one");
    assertEquals(Outcome.NO_NEW_DATA, tick(SECOND).outcome());
  }

  @Test
  void theSameContentElsewhereIsNotNew() throws Exception {
    tick(FIRST);
    arrive("copy", "one");
    assertEquals(Outcome.NO_NEW_DATA, tick(SECOND).outcome());
    assertTrue(said().contains("copy holds what was taken from elsewhere"), said());
  }

  @Test
  void aFolderWithoutItsMarkIsLeftForLater() throws Exception {
    config = config(folder + "/incoming/*", Optional.of("_SUCCESS"), WarmStart.CHAMPION, GATE);
    assertEquals(Outcome.NO_NEW_DATA, tick(FIRST).outcome());
    Files.createFile(folder.resolve("incoming/a/_SUCCESS"));
    assertEquals(Outcome.PROMOTED, tick(SECOND).outcome());
  }

  @Test
  void aTickBeforeTheNewestIsRefused() throws Exception {
    tick(SECOND);
    var refusal = assertThrows(ConfigurationException.class, () -> tick(FIRST));
    assertTrue(refusal.getMessage().contains("20260102T000000Z"), refusal.getMessage());
  }

  @Test
  void anywayAVersionIsMadeOfTheSameData() throws Exception {
    tick(FIRST);
    workshop.qualities.put("v000002", Quality.of(0.6));
    try (var lease = lease()) {
      var decided =
          new Tick(registry(), TickTime.parse(SECOND), config, workshop, lease, out())
              .run(JsonNodeFactory.instance.objectNode(), true);
      assertEquals(Outcome.PROMOTED, decided.outcome());
    }
    assertEquals("v000001", registry().version("v000002").parent());
  }

  @Test
  void whatAnAbandonedTickFoundIsFoundAgain() throws Exception {
    tick(FIRST);
    arrive("b", "two");
    workshop.qualities.put("v000002", Quality.of(0.1));
    tick(SECOND);
    Files.delete(folder.resolve("registry/ticks/20260102T000000Z/decision.json"));
    assertTrue(new Ticks(registry().folder()).unfinished().isPresent());
    try (var lease = lease()) {
      var tick = new Tick(registry(), TickTime.parse(SECOND), config, workshop, lease, out());
      var refusal = assertThrows(CommandFailure.class, tick::abandon);
      assertTrue(refusal.getMessage().contains("v000002"), refusal.getMessage());
      Files.delete(folder.resolve("registry/models/v000002/version.json"));
      tick.abandon();
    }
    assertTrue(new Ticks(registry().folder()).unfinished().isEmpty());
    workshop.calls.clear();

    tick(THIRD);

    assertTrue(workshop.calls.contains("shard b"), workshop.calls.toString());
    assertEquals("v000003", registry().versions().get(1).name(), "names are not used again");
  }

  @Test
  void aTickThatHasLostTheLeaseBeginsNothing() throws Exception {
    tick(FIRST);
    arrive("b", "two");
    workshop.calls.clear();
    try (var lease = lease()) {
      takeTheLease();
      assertGivesWay(lease);
    }
    assertEquals(List.of(), workshop.calls);
  }

  @Test
  void championsAreChangedByTicksThatHoldTheLeaseOnly() throws Exception {
    tick(FIRST);
    arrive("b", "two");
    workshop.qualities.put("v000002", Quality.of(0.6));
    workshop.exporting = () -> assertDoesNotThrow(this::takeTheLease);
    try (var lease = lease()) {
      assertGivesWay(lease);
    }
    assertTrue(workshop.calls.contains("examine v000002"), workshop.calls.toString());
    assertEquals(1, registry().versions().size(), "whoever lost the lease commits no version");
    assertEquals(Optional.of("v000001"), registry().champions().current());
    assertEquals(
        List.of(Pointer.Kind.PROMOTED),
        registry().champions().history().stream().map(Pointer::kind).toList());
  }

  /** As a rival does that has found its holder silent. */
  private void takeTheLease() throws IOException {
    Files.writeString(folder.resolve("registry/lease/000077.json"), "{}");
  }

  private void assertGivesWay(Lease lease) throws IOException {
    var tick = new Tick(registry(), TickTime.parse(SECOND), config, workshop, lease, out());
    var refusal =
        assertThrows(
            CommandFailure.class, () -> tick.run(JsonNodeFactory.instance.objectNode(), false));
    assertEquals(ExitCode.RETRY, refusal.exitCode());
  }

  private static RetrainConfig config(
      String arrivals, Optional<String> ready, WarmStart start, Gate gate) {
    return new RetrainConfig(List.of(arrivals), ready, start, Optional.empty(), gate);
  }

  private void arrive(String name, String content) throws IOException {
    var data = folder.resolve("incoming/" + name + "/data.txt");
    Files.createDirectories(data.getParent());
    Files.writeString(data, content);
  }

  private Decided tick(String time) throws Exception {
    return tick("registry", "", time);
  }

  private Decided tick(String name, String scheme, String time) throws Exception {
    var registry = new Registry(Storage.at(scheme + folder.resolve(name), hadoop));
    // The lease has tests of its own for faults of its storage.
    try (var lease =
        Lease.take(
            Storage.at(folder.resolve(name + "-lease").toString(), hadoop),
            Duration.ofMinutes(2))) {
      return new Tick(registry, TickTime.parse(time), config, workshop, lease, out())
          .run(JsonNodeFactory.instance.objectNode().put("key", "value"), false);
    }
  }

  private PrintStream out() {
    return new PrintStream(said, true, StandardCharsets.UTF_8);
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  private Registry registry() throws IOException {
    return new Registry(Storage.at(folder.resolve("registry").toString(), hadoop));
  }

  private Lease lease() throws IOException {
    return Lease.take(registry().folder(), Duration.ofMinutes(2));
  }

  private void deleteRegistry() throws IOException {
    Storage.at(folder.toString(), hadoop).delete("registry");
    Storage.at(folder.toString(), hadoop).delete("incoming/b");
  }

  private Map<String, String> contentOf(String name) throws IOException {
    var content = new TreeMap<String, String>();
    var root = folder.resolve(name);
    try (var files = Files.walk(root)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        content.put(
            root.relativize(file).toString(), Files.readString(file, StandardCharsets.UTF_8));
      }
    }
    return content;
  }
}
