package org.refspark.bench.dl4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * How long DL4J's {@code ParameterAveragingTrainingMaster} takes for a round whose steps compute
 * next to nothing.
 *
 * <p>The network is a frozen table of which a step looks up one row of {@value #WIDTH} values, and
 * one output: all parameters are broadcast, kept by each worker, sent back and averaged, but only
 * {@value #WIDTH} of them learn, by SGD without state. One round is one {@code fit}: {@code
 * frequency} batches of one example for each worker.
 *
 * <p>In DL4J's favour, its preparation of data stays outside the clock: the examples are cached in
 * as many partitions as there are workers, are neither exported nor split nor dealt out anew, and
 * their number is known. What a network builds for itself in every round is its own.
 *
 * <p>Arguments: parameters, workers, frequency, rounds to warm up, rounds to measure. Prints one
 * line of JSON.
 */
public final class AveragingRound {
  private static final int WIDTH = 10;

  private AveragingRound() {}

  public static void main(String[] args) {
    int parameters = Integer.parseInt(args[0]);
    int workers = Integer.parseInt(args[1]);
    int frequency = Integer.parseInt(args[2]);
    int warmUp = Integer.parseInt(args[3]);
    int rounds = Integer.parseInt(args[4]);
    var conf = new SparkConf().setAppName("DL4J's averaging round").setIfMissing("spark.master", "local[2]");
    try (var spark = new JavaSparkContext(conf)) {
      var master = new PreparedAveraging(workers, frequency);
      var network = new SparkDl4jMultiLayer(spark, configuration(parameters), master);
      var examples = examples(spark, parameters / WIDTH, workers, frequency);
      var milliseconds = new double[rounds];
      for (int round = -warmUp; round < rounds; round++) {
        long began = System.nanoTime();
        network.fit(examples);
        if (round >= 0) {
          milliseconds[round] = (System.nanoTime() - began) / 1e6;
        }
      }
      print(network.getNetwork().numParams(), workers, milliseconds, steps(network.getNetwork(), frequency));
    }
  }

  private static MultiLayerConfiguration configuration(int parameters) {
    var table =
        new EmbeddingLayer.Builder()
            .nIn(parameters / WIDTH - 1)
            .nOut(WIDTH)
            .hasBias(false)
            // Noise, as trained weights are: zeros would be compressed on their way.
            .weightInit(WeightInit.XAVIER)
            .activation(Activation.IDENTITY)
            .build();
    var output =
        new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
            .nIn(WIDTH)
            .nOut(1)
            .hasBias(false)
            .activation(Activation.IDENTITY)
            .build();
    return new NeuralNetConfiguration.Builder()
        .seed(1)
        .updater(new Sgd(1e-3))
        .list()
        .layer(new FrozenLayer(table))
        .layer(output)
        .build();
  }

  private static JavaRDD<DataSet> examples(
      JavaSparkContext spark, int rows, int workers, int frequency) {
    var all = new ArrayList<DataSet>();
    for (int i = 0; i < workers * frequency; i++) {
      all.add(new DataSet(Nd4j.scalar((float) (i % (rows - 1))).reshape(1, 1), Nd4j.ones(1, 1)));
    }
    var examples = spark.parallelize(all, workers).persist(StorageLevel.MEMORY_ONLY());
    if (examples.count() != all.size()) {
      throw new IllegalStateException("the examples are not all there");
    }
    return examples;
  }

  /** Milliseconds of a worker's steps alone, without Spark: the part that is not averaging. */
  private static double steps(MultiLayerNetwork network, int frequency) {
    var example = List.of(new DataSet(Nd4j.scalar(0f).reshape(1, 1), Nd4j.ones(1, 1)));
    long began = 0;
    for (int step = -frequency; step < frequency; step++) {
      if (step == 0) {
        began = System.nanoTime();
      }
      network.fit(example.get(0));
    }
    return (System.nanoTime() - began) / 1e6;
  }

  private static void print(long parameters, int workers, double[] rounds, double steps) {
    Arrays.sort(rounds);
    int half = rounds.length / 2;
    double median = rounds.length % 2 == 1 ? rounds[half] : (rounds[half - 1] + rounds[half]) / 2;
    System.out.printf(
        Locale.ROOT,
        "{\"parameters\": %d, \"workers\": %d, \"median\": %.1f, \"least\": %.1f, \"most\": %.1f,"
            + " \"steps\": %.1f}%n",
        parameters,
        workers,
        median,
        rounds[0],
        rounds[rounds.length - 1],
        steps);
  }
}
