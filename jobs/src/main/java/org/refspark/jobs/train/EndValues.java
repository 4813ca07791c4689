package org.refspark.jobs.train;

import java.io.Serializable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.refspark.jobs.device.Device;
import org.refspark.model.Trainer;

/**
 * The values that the workers of a round end with, and their means, where tasks run in the driver's
 * own process: the values stay in the workers' trainers until they are averaged, the means go
 * straight to where the driver wants them, and nothing is written or copied on the way.
 *
 * <p>A handle travels with the tasks. In a process that does not know the round, such as an
 * executor's, no trainer is kept and values travel as bytes.
 */
record EndValues(long number) implements Serializable, AutoCloseable {
  private static final AtomicLong NUMBERS = new AtomicLong();
  private static final Map<Long, Round> ROUNDS = new ConcurrentHashMap<>();

  /**
   * Begins a round.
   *
   * @param factory of its trainers, which go back to their pool in the end
   * @param workers that it has
   * @param atOnce of them that run at once, where tasks run in this process
   * @param means takes the means, where tasks run in this process
   */
  static EndValues open(TrainerFactory factory, int workers, int atOnce, float[] means) {
    var ends = new EndValues(NUMBERS.incrementAndGet());
    ROUNDS.put(ends.number, new Round(factory, workers <= atOnce ? 0 : workers, means));
    return ends;
  }

  /** Notes that a worker has got its trainer. */
  void begin(int worker) {
    round().ifPresent(round -> round.begin(worker));
  }

  /**
   * Keeps a trainer with the values that its worker ended with, unless another worker may be
   * waiting for a trainer. A second one of the same worker has the same values, and is given back.
   *
   * @return whether the worker's values are read from here; if not, the trainer is still the task's
   */
  boolean keep(int worker, Trainer trainer) {
    return round().map(round -> round.keep(worker, trainer)).orElse(false);
  }

  /**
   * Runs something that reads trainers and writes means: they are the round's meanwhile.
   *
   * @param body takes the round; nothing where values travel
   * @throws IllegalStateException where the round has ended
   */
  <T> T during(Function<Optional<Round>, T> body) {
    var round = round();
    return round.isPresent() ? round.get().during(() -> body.apply(round)) : body.apply(round);
  }

  /** Ends the round here: its trainers go back to their pool. */
  @Override
  public void close() {
    var round = ROUNDS.remove(number);
    if (round != null) {
      round.close();
    }
  }

  /** What a task is told that outlives its round. */
  static IllegalStateException ended() {
    return new IllegalStateException("the round that this task belongs to has ended");
  }

  private Optional<Round> round() {
    return Optional.ofNullable(ROUNDS.get(number));
  }

  /** A round of this process. */
  static final class Round {
    private final TrainerFactory factory;
    private final int beforeKeeping;
    private final float[] means;
    private final Set<Integer> begun = new HashSet<>();
    private final Map<Integer, Trainer> kept = new HashMap<>();
    private final Lock reading;
    private final Lock changing;
    private boolean closed;

    private Round(TrainerFactory factory, int beforeKeeping, float[] means) {
      this.factory = factory;
      this.beforeKeeping = beforeKeeping;
      this.means = means;
      var lock = new ReentrantReadWriteLock();
      this.reading = lock.readLock();
      this.changing = lock.writeLock();
    }

    private void begin(int worker) {
      locked(changing, () -> begun.add(worker));
    }

    private boolean keep(int worker, Trainer trainer) {
      return locked(
          changing,
          () -> {
            boolean keeps = !closed && begun.size() >= beforeKeeping;
            if (keeps && kept.putIfAbsent(worker, trainer) != null) {
              giveBack(trainer);
            }
            return keeps;
          });
    }

    // A task that outlives its round, as may happen where Spark repeats some, must neither read a
    // trainer that is another's by then nor write where its means were wanted.
    private <T> T during(Supplier<T> body) {
      return locked(
          reading,
          () -> {
            if (closed) {
              throw ended();
            }
            return body.get();
          });
    }

    private void close() {
      locked(
          changing,
          () -> {
            closed = true;
            kept.values().forEach(this::giveBack);
            return null;
          });
    }

    // The driver's own tasks have no GPUs.
    private void giveBack(Trainer trainer) {
      TrainerPool.ofThisMachine().giveBack(factory, Device.CPU, trainer);
    }

    private static <T> T locked(Lock lock, Supplier<T> body) {
      lock.lock();
      try {
        return body.get();
      } finally {
        lock.unlock();
      }
    }

    /** Reads a worker's values, from one position on. */
    void read(int worker, int from, float[] to, int count) {
      kept.get(worker).read(from, to, count);
    }

    /** Writes means, from one position on. */
    void write(float[] from, int to, int count) {
      System.arraycopy(from, 0, means, to, count);
    }
  }
}
