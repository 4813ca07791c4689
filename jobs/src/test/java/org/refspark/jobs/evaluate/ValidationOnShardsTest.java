package org.refspark.jobs.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.storage.Storage;
import org.refspark.jobs.train.Examiner;

/** What would end a training at its first measurement is found before it begins. */
class ValidationOnShardsTest {
  @TempDir Path folder;

  @Test
  void aMisspeltMetricIsRefusedWithTheNearest() {
    var refusal =
        assertThrows(
            ConfigurationException.class,
            () -> begin(Map.of("data.validate", "nowhere", "validate.metric", "mIou")));

    assertTrue(refusal.getMessage().startsWith("validate.metric is \"mIou\""), refusal::getMessage);
    assertTrue(refusal.getMessage().endsWith("did you mean mIoU?"), refusal::getMessage);
  }

  @Test
  void shardsThatAreNotThereAreNamed() {
    var place = folder.resolve("nowhere").toString();
    for (var metric : new String[] {"auto", "AP.coco", "Prec@0.5", "rIoU"}) {
      var refusal =
          assertThrows(
              DataFormatException.class,
              () -> begin(Map.of("data.validate", place, "validate.metric", metric)));
      assertTrue(refusal.getMessage().contains(place), refusal::getMessage);
    }
  }

  @Test
  void whereNothingIsMeasuredNothingIsLookedAt() throws IOException {
    assertEquals(Optional.empty(), begin(Map.of("validate.metric", "mIou")));
  }

  /** Nothing of the cluster or the run is asked so far. */
  private Optional<Examiner> begin(Map<String, String> overrides) throws IOException {
    var factories = new ValidationOnShards((run, files) -> new ToyFactory(ToyFactory.Answers.DEAF));
    var run = Storage.at(folder.resolve("run").toString(), new Configuration());
    return factories.of(null, Settings.of(overrides), run, null, null);
  }
}
