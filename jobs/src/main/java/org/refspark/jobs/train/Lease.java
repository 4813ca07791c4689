package org.refspark.jobs.train;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.command.CommandFailure;
import org.refspark.jobs.command.ExitCode;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.storage.NumberedNames;
import org.refspark.jobs.storage.Storage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps two drivers off one directory, such as that of a run, a sweep or a registry of models.
 *
 * <p>Leases are numbered, {@code lease/000003.json}, and each is created only if absent; the
 * highest number holds. Its owner renews the heartbeat in it. Whoever finds it released, stale, or
 * left by a dead process of the same host creates the next number, which exactly one of several
 * rivals can do. An owner that finds a higher number than its own has lost and must not commit.
 */
public final class Lease implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lease.class);
  private static final String FOLDER = "lease";

  /** What the file says. */
  record Holder(String owner, String host, long pid, String heartbeat, boolean released) {}

  private final Storage folder;
  private final int number;
  private final Holder self;
  private final ScheduledExecutorService heart;
  private ScheduledFuture<?> renewal;

  private Lease(Storage folder, int number, Holder self) {
    this.folder = folder;
    this.number = number;
    this.self = self;
    this.heart =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              var thread = new Thread(work, "lease");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Takes the directory.
   *
   * @param staleAfter silence after which a holder counts as dead; heartbeats come at a quarter of
   *     it
   * @throws CommandFailure where another driver holds it
   */
  public static Lease take(Storage folder, Duration staleAfter) throws IOException {
    int newest = newest(folder);
    if (newest > 0) {
      var holder = read(folder, newest);
      if (holder.isPresent() && isAlive(holder.get(), staleAfter)) {
        throw busy(folder, holder);
      }
    }
    var self =
        new Holder(
            UUID.randomUUID().toString(), host(), ProcessHandle.current().pid(), now(), false);
    var lease = new Lease(folder, newest + 1, self);
    // This creation is the atomic taking of the lease.
    if (!folder.create(name(lease.number), Json.bytes(self))) {
      throw busy(folder, read(folder, newest + 1));
    }
    lease.dropOlder();
    long beat = Math.max(1, staleAfter.toMillis() / 4);
    lease.renewal =
        lease.heart.scheduleAtFixedRate(lease::renew, beat, beat, TimeUnit.MILLISECONDS);
    return lease;
  }

  /** Fails where another driver has taken over, as after a pause longer than the lease. */
  public void check() throws IOException {
    if (!isOurs()) {
      throw busy(folder, read(folder, newest(folder)));
    }
  }

  /** By owner, not by number alone: where files cannot be created only if absent, two have one. */
  private boolean isOurs() throws IOException {
    return newest(folder) == number
        && read(folder, number).map(holder -> holder.owner().equals(self.owner())).orElse(true);
  }

  @Override
  public void close() throws IOException {
    renewal.cancel(false);
    heart.shutdownNow();
    if (isOurs()) {
      write(true);
    }
  }

  private void renew() {
    try {
      if (isOurs()) {
        write(false);
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("The lease of {} could not be renewed: {}", folder.place(), e.getMessage());
    }
  }

  private void write(boolean released) throws IOException {
    var renewed = new Holder(self.owner(), self.host(), self.pid(), now(), released);
    folder.write(name(number), Json.bytes(renewed));
  }

  private void dropOlder() throws IOException {
    for (int older : NumberedNames.in(folder.list(FOLDER))) {
      if (older < number) {
        folder.delete(name(older));
      }
    }
  }

  private static boolean isAlive(Holder holder, Duration staleAfter) {
    if (holder.released()) {
      return false;
    }
    boolean sameHost = holder.host().equals(host());
    if (sameHost && ProcessHandle.of(holder.pid()).isEmpty()) {
      return false;
    }
    return Instant.parse(holder.heartbeat()).plus(staleAfter).isAfter(Instant.now());
  }

  /** The holder; none where its file stays unreadable, as after a crash while renewing. */
  private static Optional<Holder> read(Storage folder, int number) throws IOException {
    for (int attempt = 0; attempt < 3; attempt++) {
      try {
        return Optional.of(Json.read(folder, name(number), Holder.class));
      } catch (DataFormatException e) {
        // It may be in the middle of being renewed.
        pause();
      }
    }
    return Optional.empty();
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for a lease to be readable", e);
    }
  }

  private static CommandFailure busy(Storage folder, Optional<Holder> holder) {
    var who =
        holder
            .map(
                h ->
                    "process %d on %s, last heard of at %s"
                        .formatted(h.pid(), h.host(), h.heartbeat()))
            .orElse("another process");
    return new CommandFailure(
        ExitCode.RETRY,
        "%s: in use by %s. Wait for it, stop it, or choose another directory; a process that"
                .formatted(folder.place(), who)
            + " died is noticed after checkpoint.lease-timeout.");
  }

  private static int newest(Storage folder) throws IOException {
    List<Integer> numbers = NumberedNames.in(folder.list(FOLDER));
    return numbers.isEmpty() ? 0 : numbers.get(numbers.size() - 1);
  }

  private static String name(int number) {
    return FOLDER + "/" + NumberedNames.of(number) + ".json";
  }

  private static String now() {
    return Instant.now().toString();
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "unknown";
    }
  }
}
