package org.refspark.jobs.train;

import java.io.IOException;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.storage.Storage;

/** Makes what measures a run while it is trained. */
public interface Examiners {
  /** Where nothing is to be measured. */
  Examiners NONE = (spark, settings, run, record, files) -> Optional.empty();

  /**
   * The examiner that a run's settings ask for; none where {@code data.validate} is not set.
   *
   * @param record what the run was asked to do
   * @param files that its network is built from
   */
  Optional<Examiner> of(
      JavaSparkContext spark, Settings settings, Storage run, RunRecord record, KeptFiles files)
      throws IOException;
}
