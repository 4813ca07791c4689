package org.refspark.bench.dl4j;

import org.apache.spark.api.java.JavaRDDLike;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;

/** DL4J's master with data that lie ready: one round of examples, one partition for each worker. */
final class PreparedAveraging extends ParameterAveragingTrainingMaster {
  private static final long serialVersionUID = 1L;

  private final long examples;

  PreparedAveraging(int workers, int frequency) {
    super(
        new Builder(workers, 1)
            .batchSizePerWorker(1)
            .averagingFrequency(frequency)
            .rddTrainingApproach(RDDTrainingApproach.Direct)
            .repartionData(Repartition.Never)
            .storageLevel(null)
            .saveUpdater(true));
    this.examples = (long) workers * frequency;
  }

  /** Known, so that no Spark job has to count them. */
  @Override
  protected <T, R extends JavaRDDLike<T, R>> long getTotalDataSetObjectCount(
      JavaRDDLike<T, R> trainingData) {
    return examples;
  }
}
