package org.refspark.jobs.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.storage.Storage;
import org.refspark.jobs.storage.StorageFullException;
import org.refspark.model.ParameterLayout;
import org.refspark.model.ParameterLayout.Slot;

class CheckpointsTest {
  private static final ParameterLayout LAYOUT =
      new ParameterLayout(
          List.of(
              new Slot("a.weight", new long[] {2, 3}, 0, "head", true),
              new Slot("a.mean", new long[] {2}, 6, "head", false)));

  private static final StateLayout STATE_LAYOUT =
      new StateLayout(
          LAYOUT,
          new ParameterLayout(List.of(new Slot("a.weight.m", new long[] {3}, 0, "head", true))),
          3);

  @TempDir Path folder;
  private Storage run;
  private Checkpoints checkpoints;

  @BeforeEach
  void openRun() throws IOException {
    run = ToyRun.storage(folder);
    checkpoints = new Checkpoints(run);
  }

  @Test
  void aRunWhoseCheckpointsAreAllDamagedIsNotBegunAnew() throws IOException {
    assertTrue(checkpoints.newestToGoOnFrom().isEmpty(), "nothing was saved yet");
    save(2);
    assertEquals(2, checkpoints.newestToGoOnFrom().orElseThrow().round());
    Files.delete(folder.resolve("rounds/000002/params.safetensors"));

    var failure = assertThrows(DataFormatException.class, () -> checkpoints.newestToGoOnFrom());

    assertTrue(failure.getMessage().contains("begin anew"), failure.getMessage());
    // A driver that died while it wrote this has no checkpoint yet.
    Files.writeString(folder.resolve("rounds/000002/state.json"), "{ \"format\": 2,");
    assertTrue(checkpoints.newestToGoOnFrom().isEmpty());
  }

  @Test
  void whatIsSavedIsLoadedBitForBit() throws IOException {
    save(12);

    var state = checkpoints.newestWhole().orElseThrow();

    assertEquals("rounds/000012", state.folder());
    var loaded = checkpoints.load(state, STATE_LAYOUT);
    assertEquals(state(12).cursor(), loaded.cursor());
    assertEquals(8, loaded.parameters());
    assertArrayEquals(state(12).values(), loaded.values());
    assertArrayEquals(
        java.util.Arrays.copyOf(state(12).values(), 8), checkpoints.parameters(state, LAYOUT));
  }

  @Test
  void brokenCheckpointsAreSkippedForTheNewestWholeOne() throws IOException {
    save(1);
    save(2);
    var params = folder.resolve("rounds/000002/params.safetensors");
    byte[] whole = Files.readAllBytes(params);

    Files.write(params, java.util.Arrays.copyOf(whole, whole.length - 1));
    assertEquals(1, newestRound(), "a file is cut short");

    byte[] changed = whole.clone();
    changed[changed.length - 1] ^= 1;
    Files.write(params, changed);
    assertEquals(1, newestRound(), "one bit has changed");

    Files.delete(params);
    assertEquals(1, newestRound(), "a file is missing");

    Files.write(params, whole);
    assertEquals(2, newestRound(), "it is whole again");

    var document = folder.resolve("rounds/000002/state.json");
    byte[] json = Files.readAllBytes(document);
    Files.write(document, java.util.Arrays.copyOf(json, json.length / 2));
    assertEquals(1, newestRound(), "state.json is cut short");

    Files.delete(document);
    assertEquals(1, newestRound(), "state.json is missing: never committed");
  }

  @Test
  void theNewestStayAndOlderOnesGo() throws IOException {
    for (int round = 1; round <= 5; round++) {
      save(round);
    }
    assertEquals(List.of("000004", "000005"), run.list("rounds"));
  }

  @Test
  void aFullDiskLeavesTheOlderCheckpointAndSaysSo() throws IOException {
    var conf = new Configuration();
    conf.set("fs.full.impl", FullDiskFileSystem.class.getName());
    var full = new Checkpoints(Storage.at("full:" + folder, conf));
    save(1);
    long whole =
        run.size("rounds/000001/state.json") + 2 * run.size("rounds/000001/params.safetensors");

    int refused = 0;
    for (long room = 0; room < whole; room += 7) {
      FullDiskFileSystem.ROOM.set(room);
      try {
        full.save(state(2), STATE_LAYOUT, 7, 1, OptionalInt.empty());
        break;
      } catch (StorageFullException e) {
        refused++;
        assertTrue(e.getMessage().contains("no room left"), e.getMessage());
        assertEquals(1, newestRound(), "with room for %d bytes".formatted(room));
      }
    }
    FullDiskFileSystem.ROOM.set(Long.MAX_VALUE);
    assertTrue(refused > 100, refused + " refusals");
    full.save(state(2), STATE_LAYOUT, 7, 1, OptionalInt.empty());
    assertEquals(2, newestRound());
  }

  /** The old one or the new one, whole; and what was interrupted can be done again. */
  @ParameterizedTest
  @EnumSource(FaultyFileSystem.Fault.class)
  void afterAFaultOfAnyOperationThereIsAWholeCheckpoint(FaultyFileSystem.Fault fault)
      throws IOException {
    var conf = new Configuration();
    conf.set("fs.faulty.impl", FaultyFileSystem.class.getName());
    var faulty = new Checkpoints(Storage.at("faulty:" + folder, conf));
    int failures = 0;
    for (long operation = 1; ; operation++) {
      run.delete("rounds");
      save(1);
      FaultyFileSystem.fail(fault, operation);
      try {
        faulty.save(state(2), STATE_LAYOUT, 7, 1, OptionalInt.empty());
      } catch (IOException e) {
        failures++;
      }
      long taken = FaultyFileSystem.operations();
      FaultyFileSystem.fail(fault, Long.MAX_VALUE);

      var newest = checkpoints.newestWhole().orElseThrow();
      assertArrayEquals(
          state(newest.round()).values(),
          checkpoints.load(newest, STATE_LAYOUT).values(),
          "%s at operation %d".formatted(fault, operation));
      faulty.save(state(2), STATE_LAYOUT, 7, 1, OptionalInt.empty());
      assertEquals(List.of("000002"), run.list("rounds"), "operation " + operation);
      if (taken < operation) {
        break;
      }
    }
    // Writing, reading back and cleaning up are dozens of operations, and few may fail unnoticed.
    assertTrue(failures > 20, failures + " failures");
  }

  @Test
  void weightsOfAnotherNetworkAreRefused() throws IOException {
    save(1);
    var other = new ParameterLayout(List.of(new Slot("b.weight", new long[] {8}, 0, "head", true)));
    var state = checkpoints.newestWhole().orElseThrow();

    var problem =
        assertThrows(DataFormatException.class, () -> checkpoints.parameters(state, other));

    assertTrue(problem.getMessage().contains("b.weight"), problem.getMessage());
  }

  private int newestRound() throws IOException {
    return checkpoints.newestWhole().orElseThrow().round();
  }

  private void save(int round) throws IOException {
    checkpoints.save(state(round), STATE_LAYOUT, 7, 2, OptionalInt.empty());
  }

  private static TrainingState state(int round) {
    float[] values = new float[11];
    for (int i = 0; i < values.length; i++) {
      values[i] = round + i / 3f;
    }
    return new TrainingState(new Cursor(round, round * 5L, 1, 40, Setbacks.NONE), 8, values);
  }
}
