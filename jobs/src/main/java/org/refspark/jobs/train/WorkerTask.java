package org.refspark.jobs.train;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.refspark.jobs.train.WorkerOutput.Piece;
import org.refspark.jobs.train.WorkerOutput.Report;
import org.refspark.jobs.train.WorkerOutput.Step;
import org.refspark.model.Query;
import org.refspark.model.Trainer;
import scala.Tuple2;

/**
 * One logical worker in one round: starts from the broadcast values, takes its steps, sends its
 * values in pieces and a report of what it saw. The result depends on the slice and the broadcast
 * only, so a second attempt sends the same.
 */
final class WorkerTask implements PairFlatMapFunction<WorkerSlice, Long, WorkerOutput> {
  private final TrainerFactory factory;
  private final PictureSource source;
  private final String sourceHash;
  private final long cacheBytes;
  private final long seed;
  private final Pieces pieces;
  private final Broadcast<TrainingState> start;

  WorkerTask(RoundSettings settings, Pieces pieces, Broadcast<TrainingState> start) {
    this.factory = settings.factory();
    this.source = settings.source();
    this.sourceHash = settings.sourceHash();
    this.cacheBytes = settings.cacheBytes();
    this.seed = settings.seed();
    this.pieces = pieces;
    this.start = start;
  }

  @Override
  public Iterator<Tuple2<Long, WorkerOutput>> call(WorkerSlice slice) throws IOException {
    long began = System.nanoTime();
    var trainer = TrainerPool.ofThisMachine().borrow(factory);
    float[] values;
    var steps = new ArrayList<Step>();
    String problem;
    try {
      load(trainer, start.value());
      problem = train(trainer, slice, steps);
      values = valuesOf(trainer);
    } catch (IOException | RuntimeException | Error e) {
      // What a failed step leaves behind is unknown.
      trainer.close();
      throw e;
    }
    TrainerPool.ofThisMachine().giveBack(factory, trainer);
    double seconds = (System.nanoTime() - began) / 1e9;
    var report = new Report(slice.worker(), steps, host(), seconds, problem);
    return Stream.concat(
            Stream.of(new Tuple2<Long, WorkerOutput>(Pieces.keyOfReport(slice.worker()), report)),
            problem.isEmpty() ? cut(report, values) : Stream.empty())
        .iterator();
  }

  /** Takes the steps; returns what makes them worthless, or nothing. */
  private String train(Trainer trainer, WorkerSlice slice, List<Step> steps) throws IOException {
    long iteration = start.value().cursor().iteration();
    for (var groups : slice.steps()) {
      var batch = new ArrayList<Query>();
      for (var group : groups) {
        var picture =
            PictureCache.ofThisMachine().read(source, sourceHash, group.picture(), cacheBytes);
        batch.add(new Query(picture, group.expressions()));
      }
      var report = trainer.step(batch, iteration, SeedMix.of(seed, iteration, slice.worker()));
      steps.add(
          new Step(iteration, report.examples(), report.loss(), report.parts(), idsOf(batch)));
      if (!Double.isFinite(report.loss())) {
        return "the loss is " + report.loss();
      }
      // A gradient that is not finite leaves parameters that are not.
      if (!Double.isFinite(trainer.model().parameters().sumNumber().doubleValue())) {
        return "the loss is " + report.loss() + ", but parameters are no longer finite";
      }
      iteration++;
    }
    return "";
  }

  private static List<String> idsOf(List<Query> batch) {
    return batch.stream()
        .flatMap(
            query ->
                IntStream.range(0, query.expressions().size())
                    .mapToObj(i -> query.expression(i).id()))
        .toList();
  }

  private static void load(Trainer trainer, TrainingState state) {
    float[] values = state.values();
    load(trainer.model().parameters(), Arrays.copyOf(values, state.parameters()));
    load(trainer.optimizerState(), Arrays.copyOfRange(values, state.parameters(), values.length));
  }

  private static void load(INDArray array, float[] values) {
    try (var copy = Nd4j.createFromArray(values)) {
      array.assign(copy);
    }
  }

  /** Parameters, then optimiser state. */
  private static float[] valuesOf(Trainer trainer) {
    float[] parameters = trainer.model().parameters().toFloatVector();
    float[] optimizer = trainer.optimizerState().toFloatVector();
    float[] values = Arrays.copyOf(parameters, parameters.length + optimizer.length);
    System.arraycopy(optimizer, 0, values, parameters.length, optimizer.length);
    return values;
  }

  private Stream<Tuple2<Long, WorkerOutput>> cut(Report report, float[] values) {
    return IntStream.range(0, pieces.count())
        .mapToObj(
            piece ->
                new Tuple2<>(
                    Pieces.keyOfPiece(piece, report.worker()),
                    new Piece(
                        report.worker(),
                        report.examples(),
                        Arrays.copyOfRange(values, pieces.start(piece), pieces.end(piece)))));
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }
}
