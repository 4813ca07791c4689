package org.refspark.jobs.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.storage.Sha256;
import org.refspark.jobs.storage.Storage;
import org.refspark.model.ParameterLayout;
import org.refspark.model.ParameterLayout.Slot;

class PretrainedTest {
  private static final ParameterLayout NETWORK =
      new ParameterLayout(
          List.of(
              new Slot("head.weight", new long[] {2, 2}, 0, "head", true),
              new Slot("head.bias", new long[] {2}, 4, "head", true),
              new Slot("neck.weight", new long[] {2}, 6, "neck", true)));

  @TempDir Path folder;

  @Test
  void laterFilesOverwriteEarlierOnesAndTheRunKeepsWhatFitted() throws IOException {
    var run = ToyRun.storage(folder.resolve("run"));
    var first = saved("one (1).safetensors", "head.weight", 4, "head.bias", 2);
    var second = saved("two+.safetensors", "head.bias", 2, "tail.bias", 1);
    var start = start();

    var reports = new Pretrained(run, List.of(first, second)).into(start, NETWORK);

    assertArrayEquals(new float[] {1, 2, 3, 4, 1, 2, -1, -1, -1}, start.values());
    assertEquals(List.of("head.weight", "head.bias"), reports.get(0).matched());
    assertEquals(List.of("head.weight"), reports.get(1).missing());
    assertEquals(List.of("tail.bias"), reports.get(1).unexpected());
    var kept = Json.read(run, Pretrained.NAME, JsonNode.class).path("files");
    assertEquals(first, kept.path(0).path("place").asText());
    assertEquals(
        Sha256.of(Files.readAllBytes(Path.of(second))), kept.path(1).path("sha256").asText());
    assertEquals("head.bias", kept.path(1).path("report").path("matched").path(0).asText());
  }

  @Test
  void aRunBegunAgainWithOtherContentIsRefused() throws IOException {
    var run = ToyRun.storage(folder.resolve("run"));
    var file = saved("w.safetensors", "head.weight", 4, "head.bias", 2);
    new Pretrained(run, List.of(file)).into(start(), NETWORK);
    new Pretrained(run, List.of(file)).into(start(), NETWORK);
    saved("w.safetensors", "head.weight", 4, "tail.bias", 2);

    var problem =
        assertThrows(
            ConfigurationException.class,
            () -> new Pretrained(run, List.of(file)).into(start(), NETWORK));

    assertTrue(problem.getMessage().contains("its content has changed"), problem.getMessage());
  }

  @Test
  void aRunBegunAgainWithMoreOrFewerFilesIsRefused() throws IOException {
    var run = ToyRun.storage(folder.resolve("run"));
    var file = saved("w.safetensors", "head.weight", 4, "head.bias", 2);
    new Pretrained(run, List.of(file)).into(start(), NETWORK);

    for (var places : List.of(List.of(file, file), List.<String>of())) {
      var problem =
          assertThrows(
              ConfigurationException.class,
              () -> new Pretrained(run, places).into(start(), NETWORK));

      assertTrue(
          problem.getMessage().contains("names %d files now, and named 1".formatted(places.size())),
          problem.getMessage());
    }
  }

  @Test
  void weightsMayMoveBetweenStarts() throws IOException {
    var run = ToyRun.storage(folder.resolve("run"));
    var file = saved("w.safetensors", "head.weight", 4, "head.bias", 2);
    new Pretrained(run, List.of(file)).into(start(), NETWORK);
    var moved = Files.move(Path.of(file), folder.resolve("moved.safetensors")).toString();

    var reports = new Pretrained(run, List.of(moved)).into(start(), NETWORK);

    assertEquals(List.of("head.weight", "head.bias"), reports.get(0).matched());
  }

  @Test
  void aFileThatIsTooLargeIsRefusedBeforeItIsCopied() throws IOException {
    var run = ToyRun.storage(folder.resolve("run"));
    var large = folder.resolve("large.pt");
    // A hole: it takes no room on the disk.
    try (var file = new RandomAccessFile(large.toFile(), "rw")) {
      file.setLength((16L << 30) + 1);
    }

    var problem =
        assertThrows(
            DataFormatException.class,
            () -> new Pretrained(run, List.of(large.toString())).into(start(), NETWORK));

    assertTrue(problem.getMessage().startsWith(large.toString()), problem.getMessage());
    assertTrue(problem.getMessage().contains("more than the 17,179,869,184"), problem.getMessage());
  }

  @Test
  void whatCannotBeImportedIsNamedAndNothingIsKept() throws IOException {
    var run = ToyRun.storage(folder.resolve("run"));
    var other = saved("other.safetensors", "body.weight", 4, "body.bias", 2);
    var absent = folder.resolve("absent.pt").toString();

    var mismatch =
        assertThrows(
            DataFormatException.class,
            () -> new Pretrained(run, List.of(other)).into(start(), NETWORK));
    var missing =
        assertThrows(
            FileNotFoundException.class,
            () -> new Pretrained(run, List.of(absent)).into(start(), NETWORK));

    assertTrue(mismatch.getMessage().startsWith(other), mismatch.getMessage());
    assertTrue(mismatch.getMessage().contains("another architecture"), mismatch.getMessage());
    assertTrue(missing.getMessage().startsWith(absent), missing.getMessage());
    assertFalse(run.exists(Pretrained.NAME));
  }

  @Test
  void withoutFilesNothingIsWritten() throws IOException {
    var run = ToyRun.storage(folder.resolve("run"));

    assertEquals(List.of(), new Pretrained(run, List.of()).into(start(), NETWORK));

    assertFalse(run.exists(Pretrained.NAME));
  }

  private static TrainingState start() {
    var values = new float[9];
    Arrays.fill(values, -1);
    return new TrainingState(Cursor.START, 8, values);
  }

  /** A checkpoint's file with two arrays whose values count from 1. */
  private String saved(String name, String one, int lengthOne, String two, int lengthTwo)
      throws IOException {
    var shape = lengthOne == 4 ? new long[] {2, 2} : new long[] {lengthOne};
    var layout =
        new ParameterLayout(
            List.of(
                new Slot(one, shape, 0, "a", true),
                new Slot(two, new long[] {lengthTwo}, lengthOne, "a", true)));
    var values = new float[lengthOne + lengthTwo];
    for (int i = 0; i < values.length; i++) {
      values[i] = 1 + i % lengthOne;
    }
    Storage storage = ToyRun.storage(folder);
    storage.write(name, out -> TensorFiles.write(out, layout, values, 0));
    return folder.resolve(name).toString();
  }
}
