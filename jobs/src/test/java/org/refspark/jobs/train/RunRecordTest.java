package org.refspark.jobs.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.storage.Json;

class RunRecordTest {
  @TempDir Path folder;

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    var run = ToyRun.storage(folder);
    record("abc", Map.of("train.seed", "5")).agreeWith(run);

    assertEquals(record("abc", Map.of("train.seed", "5")), RunRecord.read(run));
  }

  @Test
  void theSameRequestAgrees() throws IOException {
    var run = ToyRun.storage(folder);
    var first = record("abc", Map.of()).agreeWith(run);

    assertEquals(first, record("abc", Map.of()).agreeWith(run));
  }

  @Test
  void whatMattersForTheResultIsRefusedWithBothValues() throws IOException {
    var run = ToyRun.storage(folder);
    record("abc", Map.of()).agreeWith(run);

    assertTrue(refusal("abc", "train.seed", "5").contains("train.seed is 5 now and was 1 then"));
    assertTrue(refusal("abc", "averaging.workers", "9").contains("averaging.workers is 9 now"));
    assertTrue(refusal("abc", "train.epochs", "9").contains("train.epochs"));
    var other = refusal("def", "data.split", "train");
    assertTrue(other.contains("hash of the shards is def now and was abc then"), other);
  }

  @Test
  void whereAndHowFastItRunsMayChange() throws IOException {
    var run = ToyRun.storage(folder);
    record("abc", Map.of()).agreeWith(run);

    record(
            "abc",
            Map.of(
                "spark.master", "local[1]",
                "checkpoint.keep", "9",
                "averaging.deadline", "2h",
                "train.cache-megabytes", "0"))
        .agreeWith(run);
  }

  @Test
  void filesOfWeightsMayMoveButNotBecomeMoreOrFewer() throws IOException {
    var run = ToyRun.storage(folder);
    record("abc", Map.of("train.pretrained", "[/a/w.pt]")).agreeWith(run);

    record("abc", Map.of("train.pretrained", "[/b/w.pt]")).agreeWith(run);

    assertTrue(
        refusal("abc", "train.pretrained", "[]")
            .contains("the number of files in train.pretrained is 0 now and was 1 then"));
  }

  @Test
  void aFolderWithoutARunIsNamed() throws IOException {
    var run = ToyRun.storage(folder);

    var problem = assertThrows(DataFormatException.class, () -> RunRecord.read(run));

    assertFalse(run.exists(RunRecord.NAME));
    assertTrue(problem.getMessage().contains(folder.toString()), problem.getMessage());
  }

  private String refusal(String hash, String key, String value) throws IOException {
    var run = ToyRun.storage(folder);
    return assertThrows(
            ConfigurationException.class, () -> record(hash, Map.of(key, value)).agreeWith(run))
        .getMessage();
  }

  private static RunRecord record(String hash, Map<String, String> overrides) throws IOException {
    return new RunRecord(
        RunRecord.FORMAT,
        "2026-01-01T00:00:00Z",
        Map.of("java", "17"),
        new RunRecord.Data(
            "/shards", hash, "toy", "train", 2, 3, List.of("tree"), List.of("<null>", "a")),
        new java.util.TreeMap<>(),
        Json.parse(Settings.of(overrides).toJson(), JsonNode.class));
  }
}
