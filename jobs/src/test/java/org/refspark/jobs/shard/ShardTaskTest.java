package org.refspark.jobs.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.data.DataFormatException;
import org.refspark.data.Expression;
import org.refspark.data.Instance;
import org.refspark.data.ReferringImage;
import org.refspark.data.mask.Rle;
import org.refspark.jobs.storage.Storage;

class ShardTaskTest {
  private static final int DAMAGED = -1;
  private static final int UNREACHABLE = -2;

  @TempDir Path folder;
  private Storage shards;

  @BeforeEach
  void openStorage() throws IOException {
    shards = Storage.at(folder.toString(), new Configuration());
  }

  /** Numbers as records. */
  private record Numbers() implements Source<Integer> {
    @Override
    public String dataSet() {
      return "numbers";
    }

    @Override
    public String split() {
      return "test";
    }

    @Override
    public String licence() {
      return "none";
    }

    @Override
    public List<String> categories() {
      return List.of("one");
    }

    @Override
    public List<Integer> entries() {
      return List.of();
    }

    @Override
    public String id(Integer entry) {
      return "test/" + entry;
    }

    @Override
    public ReferringImage read(Integer entry) throws IOException {
      if (entry == DAMAGED) {
        throw new DataFormatException("file", "damaged", "is damaged", null);
      }
      if (entry == UNREACHABLE) {
        throw new IOException("the disk is away");
      }
      return new ReferringImage(
          id(entry),
          "test",
          2,
          1,
          new byte[] {1},
          List.of(new Instance(1, Rle.ofPixels(1, 2, new byte[] {1, 0}))),
          List.of(new Expression("e" + entry, "number " + entry, List.of(0))));
    }
  }

  private ShardTask.Outcome run(Integer... records) throws IOException {
    return ShardTask.run(new Numbers(), List.of(records), shards, "part.parquet");
  }

  @Test
  void wholeRecordsAreWrittenAndCountedInOrderAndOthersSetAside() throws IOException {
    var outcome = run(DAMAGED, 4, DAMAGED, 7);
    var rows = outcome.written().orElseThrow().rows();
    assertEquals(List.of("test/4", "test/7"), rows.stream().map(Manifest.Row::id).toList());
    assertEquals(2, outcome.statistics().images());
    assertEquals(4, outcome.statistics().words());
    assertEquals(Set.of("number", "4", "7"), outcome.words());
    assertEquals(2, outcome.quarantined().size());
    assertEquals("damaged", outcome.quarantined().get(0).reason());
  }

  @Test
  void nothingIsWrittenWhereNoRecordIsWhole() throws IOException {
    var outcome = run(DAMAGED, DAMAGED);
    assertTrue(outcome.written().isEmpty());
    assertFalse(shards.exists("part.parquet"));
  }

  @Test
  void aFailureToReadIsToldAsItIsAndLeavesNoFile() throws IOException {
    var failure = assertThrows(IOException.class, () -> run(1, 2, UNREACHABLE));
    assertEquals("the disk is away", failure.getMessage());
    assertFalse(shards.exists("part.parquet"));
  }
}
