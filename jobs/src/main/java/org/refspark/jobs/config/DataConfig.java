package org.refspark.jobs.config;

import java.util.List;
import java.util.Optional;
import org.refspark.data.refer.ReferDataSet;

/**
 * Section {@code data}: where pictures come from and how they are laid out as shards.
 *
 * @param format of the published files under {@code root}
 * @param refer which data set of the {@code refer} layout, where that is the format
 * @param root folder of the published files
 * @param annotations folder of the expressions, where it is not {@code root}
 * @param split the published split to shard
 * @param train folders of shards to learn from, read as one
 * @param eval shards to evaluate on
 * @param validate shards to measure on while training; absent for no measuring
 * @param quarantine what happens to bad records
 * @param rowsPerFile pictures per shard file
 */
public record DataConfig(
    Format format,
    Refer refer,
    Optional<String> root,
    Optional<String> annotations,
    String split,
    List<String> train,
    Optional<String> eval,
    Optional<String> validate,
    Quarantine quarantine,
    int rowsPerFile) {

  /** A published layout. */
  public enum Format {
    SKETCHYSCENE_MATCHING,
    REFER
  }

  /**
   * @param dataSet refcoco, refcoco+, refcocog, refclef or grefcoco
   * @param splitBy who split it: unc, umd, google or berkeley, as the data set has it
   */
  public record Refer(String dataSet, String splitBy) {
    public Refer {
      var splitBys = ReferDataSet.titled(dataSet).splitBys();
      if (!splitBys.contains(splitBy)) {
        throw new IllegalArgumentException(
            "split-by is %s, expected %s for %s"
                .formatted(splitBy, String.join(" or ", splitBys), dataSet));
      }
    }
  }

  /**
   * @param maxShare of the records that may be bad before the job fails, 0 to 1
   */
  public record Quarantine(double maxShare) {
    public Quarantine {
      Allowed.between(0, 1, "max-share", maxShare);
    }
  }

  public DataConfig {
    train = List.copyOf(train);
    Allowed.notBlank("split", split);
    Allowed.atLeast(1, "rows-per-file", rowsPerFile);
  }
}
