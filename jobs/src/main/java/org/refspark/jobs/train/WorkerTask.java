package org.refspark.jobs.train;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.util.TaskCompletionListener;
import org.refspark.jobs.device.Device;
import org.refspark.jobs.device.DeviceRule;
import org.refspark.jobs.train.WorkerOutput.InPlace;
import org.refspark.jobs.train.WorkerOutput.Piece;
import org.refspark.jobs.train.WorkerOutput.Report;
import org.refspark.jobs.train.WorkerOutput.Step;
import org.refspark.jobs.watch.ExecutorWatch;
import org.refspark.model.Query;
import org.refspark.model.Trainer;
import scala.Tuple2;

/**
 * One logical worker in one round: starts from the given values, takes its steps, sends its values
 * in pieces and a report of what it saw. The result depends on the slice and the values only, so a
 * second attempt sends the same.
 */
final class WorkerTask implements PairFlatMapFunction<WorkerSlice, Long, WorkerOutput> {
  private final TrainerFactory factory;
  private final DeviceRule rule;
  private final PictureSource source;
  private final String sourceHash;
  private final long cacheBytes;
  private final long seed;
  private final Pieces pieces;
  private final Cursor from;
  private final StartValues start;
  private final EndValues ends;

  WorkerTask(
      RoundSettings settings, Pieces pieces, Cursor from, StartValues start, EndValues ends) {
    this.factory = settings.factory();
    this.rule = settings.stage().rule();
    this.source = settings.source();
    this.sourceHash = settings.sourceHash();
    this.cacheBytes = settings.cacheBytes();
    this.seed = settings.seed();
    this.pieces = pieces;
    this.from = from;
    this.start = start;
    this.ends = ends;
  }

  /** What has been measured and seen, step by step. */
  private static final class Progress {
    private final List<Step> steps = new ArrayList<>();
    private long stepNanos;
    private double inputSeconds;
    private String problem = "";
  }

  @Override
  public Iterator<Tuple2<Long, WorkerOutput>> call(WorkerSlice slice) throws IOException {
    long began = System.nanoTime();
    var device = rule.claim(factory.engine());
    var trainer = TrainerPool.ofThisMachine().borrow(factory, device);
    ends.begin(slice.worker());
    var batches =
        new BatchesAhead(slice.steps(), this::query, batch -> prepare(trainer, device, batch));
    Progress progress;
    try (batches) {
      progress = train(trainer, slice, batches);
    } catch (IOException | RuntimeException | Error e) {
      // What a failed step leaves behind is unknown.
      if (batches.hasEnded()) {
        trainer.close();
      }
      throw e;
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    var report =
        new Report(
            slice.worker(),
            progress.steps,
            host(device),
            seconds,
            progress.stepNanos / 1e9,
            progress.inputSeconds,
            progress.problem);
    ExecutorWatch.tellMemory();
    boolean sound = progress.problem.isEmpty();
    // A network that is still prepared for is neither used again nor closed: its memory goes with
    // the thread.
    boolean ended = batches.hasEnded();
    if (sound && ended && ends.keep(slice.worker(), trainer)) {
      return outputs(report, pieces.count(), piece -> inPlace(report)).iterator();
    }
    // The pieces are cut from the trainer's own memory while they are written.
    TaskCompletionListener giveBack =
        task -> {
          if (ended) {
            TrainerPool.ofThisMachine().giveBack(factory, device, trainer);
          }
        };
    TaskContext.get().addTaskCompletionListener(giveBack);
    return outputs(report, sound ? pieces.count() : 0, piece -> cut(report, trainer, piece))
        .iterator();
  }

  /** In the thread that reads ahead. */
  private static void prepare(Trainer trainer, Device device, List<Query> batch) {
    device.bind();
    trainer.model().prepare(batch);
  }

  private Progress train(Trainer trainer, WorkerSlice slice, BatchesAhead batches)
      throws IOException {
    var progress = new Progress();
    trainer.load(start.values());
    for (int step = 0; step < slice.steps().size() && progress.problem.isEmpty(); step++) {
      var batch = batches.next();
      step(trainer, batch, from.iteration() + step, slice.worker(), progress);
    }
    progress.inputSeconds = batches.waitedSeconds();
    // A gradient that is not finite leaves parameters that are not: the next step's loss shows it,
    // after the last step this does.
    if (progress.problem.isEmpty()
        && !Double.isFinite(trainer.model().parameters().sumNumber().doubleValue())) {
      progress.problem = "parameters are no longer finite";
    }
    return progress;
  }

  private Query query(Group group) throws IOException {
    var picture =
        PictureCache.ofThisMachine().read(source, sourceHash, group.picture(), cacheBytes);
    return new Query(picture, group.expressions());
  }

  /** Takes a step; notes what makes it worthless. */
  private void step(
      Trainer trainer, List<Query> batch, long iteration, int worker, Progress progress) {
    long began = System.nanoTime();
    var report =
        trainer.step(
            batch, iteration, from.setbacks().rateFactor(), SeedMix.of(seed, iteration, worker));
    progress.stepNanos += System.nanoTime() - began;
    progress.steps.add(
        new Step(iteration, report.examples(), report.loss(), report.parts(), idsOf(batch)));
    if (!Double.isFinite(report.loss())) {
      progress.problem = "the loss is " + report.loss();
    }
  }

  private static List<String> idsOf(List<Query> batch) {
    return batch.stream()
        .flatMap(
            query ->
                IntStream.range(0, query.expressions().size())
                    .mapToObj(i -> query.expression(i).id()))
        .toList();
  }

  private static Stream<Tuple2<Long, WorkerOutput>> outputs(
      Report report, int pieces, IntFunction<WorkerOutput> piece) {
    return Stream.concat(
        Stream.of(new Tuple2<>(Pieces.keyOfReport(report.worker()), report)),
        IntStream.range(0, pieces)
            .mapToObj(i -> new Tuple2<>(Pieces.keyOfPiece(i, report.worker()), piece.apply(i))));
  }

  private static InPlace inPlace(Report report) {
    return new InPlace(report.worker(), report.examples());
  }

  private Piece cut(Report report, Trainer trainer, int piece) {
    return new Piece(
        report.worker(), report.examples(), trainer.values(pieces.start(piece), pieces.end(piece)));
  }

  private static String host(Device device) {
    var executor = SparkEnv.get().executorId();
    var own =
        (executor.equals("driver") ? "" : ", executor " + executor)
            + (device.gpu().isPresent() ? ", " + device.name() : "");
    try {
      return InetAddress.getLocalHost().getHostName() + own;
    } catch (UnknownHostException e) {
      return "unknown" + own;
    }
  }
}
