package org.refspark.jobs.train;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.jobs.command.CommandFailure;
import org.refspark.jobs.command.ExitCode;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.storage.Storage;

class LeaseTest {
  private static final Duration LONG = Duration.ofMinutes(2);

  @TempDir Path folder;
  private Storage run;

  @BeforeEach
  void openRun() throws IOException {
    run = ToyRun.storage(folder);
  }

  @Test
  void theSecondDriverIsToldWhoHoldsTheRun() throws IOException {
    try (var first = Lease.take(run, LONG)) {
      var refusal = assertThrows(CommandFailure.class, () -> Lease.take(run, LONG));

      assertTrue(
          refusal.getMessage().contains("process " + ProcessHandle.current().pid()),
          refusal.getMessage());
      assertEquals(ExitCode.RETRY, refusal.exitCode());
      first.check();
    }
  }

  /** As on an object store, where the later of two writers of one name wins. */
  @Test
  void ofTwoHoldersOfOneNumberTheOverwrittenHasLost() throws IOException {
    var lost = Lease.take(run, LONG);
    var name = "lease/" + run.list("lease").get(0);
    var winner =
        new Lease.Holder("another", "elsewhere", 1, Instant.now().plus(LONG).toString(), false);
    run.write(name, Json.bytes(winner));

    var refusal = assertThrows(CommandFailure.class, lost::check);
    assertTrue(refusal.getMessage().contains("process 1 on elsewhere"), refusal.getMessage());
    lost.close();
    assertEquals(winner, Json.read(run, name, Lease.Holder.class), "not released");
  }

  @Test
  void aReleasedRunIsFree() throws IOException {
    Lease.take(run, LONG).close();
    Lease.take(run, LONG).close();
    assertEquals(1, run.list("lease").size());
  }

  @Test
  void ofManyRivalsOneWins() throws Exception {
    var threads = Executors.newFixedThreadPool(8);
    Callable<Boolean> rival =
        () -> {
          try {
            Lease.take(run, LONG).check();
            return true;
          } catch (CommandFailure e) {
            return false;
          }
        };
    int winners = 0;
    for (var result : threads.invokeAll(IntStream.range(0, 8).mapToObj(i -> rival).toList())) {
      winners += result.get() ? 1 : 0;
    }
    threads.shutdown();
    assertEquals(1, winners);
  }

  @Test
  void aSilentHolderIsSucceededAndMustNotCommit() throws IOException {
    var paused = Lease.take(run, LONG);
    leave("000001", "elsewhere", 1, Instant.now().minus(LONG));

    try (var successor = Lease.take(run, LONG)) {
      successor.check();
      assertThrows(CommandFailure.class, paused::check);
      paused.close();
      assertDoesNotThrow(successor::check, "closing a lost lease must not touch the new one");
    }
  }

  @Test
  void aHolderThatIsAliveElsewhereIsRespected() throws IOException {
    leave("000001", "elsewhere", 1, Instant.now());

    assertThrows(CommandFailure.class, () -> Lease.take(run, LONG));
  }

  @Test
  void aDeadProcessOfThisHostIsNoticedAtOnce() throws IOException {
    long dead = Long.MAX_VALUE;
    leave("000001", java.net.InetAddress.getLocalHost().getHostName(), dead, Instant.now());

    assertDoesNotThrow(() -> Lease.take(run, LONG).close());
  }

  @Test
  void aHalfWrittenLeaseCountsAsDead() throws IOException {
    Files.createDirectories(folder.resolve("lease"));
    Files.writeString(folder.resolve("lease/000001.json"), "{\"owner\": ");

    assertDoesNotThrow(() -> Lease.take(run, LONG).close());
  }

  @Test
  void heartbeatsKeepALeaseAlive() throws Exception {
    // A machine that is short of cores may miss heartbeats for seconds.
    var brief = Duration.ofSeconds(8);
    try (var lease = Lease.take(run, brief)) {
      Thread.sleep(10_000);
      assertThrows(CommandFailure.class, () -> Lease.take(run, brief));
      lease.check();
    }
  }

  private void leave(String number, String host, long pid, Instant heartbeat) throws IOException {
    run.write(
        "lease/" + number + ".json",
        Json.bytes(new Lease.Holder("somebody", host, pid, heartbeat.toString(), false)));
  }
}
