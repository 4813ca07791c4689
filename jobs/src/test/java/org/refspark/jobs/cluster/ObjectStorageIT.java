package org.refspark.jobs.cluster;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Data, shards, run and report on {@code s3a://}: the same bits as on the local disk, whatever
 * befalls the server, and nobody is told the keys.
 */
@ExtendWith(SharedQuickstart.class)
class ObjectStorageIT {
  private static final Map<String, String> KEYS =
      Map.of("AWS_ACCESS_KEY_ID", S3Server.KEY, "AWS_SECRET_ACCESS_KEY", S3Server.SECRET);

  @TempDir static Path folder;
  @TempDir static Path storage;

  private static S3Server server;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    server = S3Server.start(storage);
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (server != null) {
      server.close();
    }
  }

  private static Path log(String name) {
    return folder.resolve(name + ".log");
  }

  private static String place(String run) {
    return "s3a://" + S3Server.BUCKET + "/" + run;
  }

  /** How to reach the server, and an event log, which must not tell the keys either. */
  private static String[] reach(int port, String... more) {
    return Stream.concat(
            Stream.of(
                "spark.hadoop.fs.s3a.endpoint=http://127.0.0.1:" + port,
                "spark.hadoop.fs.s3a.path.style.access=true",
                "spark.eventLog.enabled=true",
                "spark.eventLog.dir=" + folder),
            Stream.of(more))
        .toArray(String[]::new);
  }

  @Test
  void aServerThatIsStoppedAndStartedAgainLeavesTheSameBits()
      throws IOException, InterruptedException {
    var run = server.objects().resolve("stopped");
    var page = run.resolve("ledger/000001.json");
    try (var pipeline =
        Quickstart.start(log("stopped"), KEYS, place("stopped"), reach(server.port()))) {
      Logged.until(
          "there is " + page, Quickstart.MOST, () -> Files.exists(page) || !pipeline.isAlive());
      server.kill();
      Thread.sleep(3000);
      assertTrue(pipeline.isAlive(), pipeline.text());
      server.start();
      pipeline.expect(0, Quickstart.MOST);
    }
    assertGolden("stopped");
    assertNobodyIsToldTheKeys("stopped.log", "local-");
  }

  @Test
  void aSlowServerThatFailsEachTwentiethRequestLeavesTheSameBits()
      throws IOException, InterruptedException {
    try (var line = TroubledLine.to(server.port(), Duration.ofMillis(5), 20)) {
      var settings =
          reach(
              line.port(),
              "spark.hadoop.fs.s3a.access.key=" + S3Server.KEY,
              "spark.hadoop.fs.s3a.secret.key=" + S3Server.SECRET);
      try (var pipeline =
          Quickstart.start(log("troubled"), Map.of(), place("troubled"), settings)) {
        pipeline.expect(0, Quickstart.MOST);
      }
      assertTrue(line.requests() > 100, line.requests() + " requests");
    }
    assertGolden("troubled");
    assertNobodyIsToldTheKeys("troubled.log", "local-");
  }

  @Test
  void wrongKeysAndAddressesWithKeysAreRefusedWithoutTellingThem()
      throws IOException, InterruptedException {
    var wrong =
        Map.of("AWS_ACCESS_KEY_ID", S3Server.KEY, "AWS_SECRET_ACCESS_KEY", S3Server.SECRET + "x");
    try (var refused = report("wrong", wrong, place("any"))) {
      refused.expect(4, Quickstart.MOST);
      assertTrue(refused.text().contains("access denied: s3a://"), refused.text());
    }
    var login = "s3a://" + S3Server.KEY + ":" + S3Server.SECRET + "@" + S3Server.BUCKET + "/any";
    try (var refused = report("login", Map.of(), login)) {
      refused.expect(2, Quickstart.MOST);
      assertTrue(refused.text().contains("run holds a login in an address"), refused.text());
    }
    assertNobodyIsToldTheKeys("wrong.log", "login.log");
  }

  /** The run has the bits of the one on the local disk. */
  private static void assertGolden(String run) throws IOException, InterruptedException {
    Quickstart.assertSame(SharedQuickstart.run(), server.objects().resolve(run));
  }

  private static Logged report(String name, Map<String, String> environment, String run)
      throws IOException {
    var command =
        Stream.of(Stream.of("report", "run=" + run, "--debug"), Stream.of(reach(server.port())));
    return Quickstart.command(
        log(name), environment, command.flatMap(words -> words).toArray(String[]::new));
  }

  /**
   * Reads all that commands have printed, logged and written anywhere.
   *
   * @param expected how names of files begin that are among it
   */
  private static void assertNobodyIsToldTheKeys(String... expected) throws IOException {
    var searched = new ArrayList<String>();
    for (var root : List.of(folder, server.objects())) {
      try (var files = Files.walk(root)) {
        for (var file : files.filter(Files::isRegularFile).toList()) {
          var content = Files.readString(file, ISO_8859_1);
          for (var part : S3Server.TELLING) {
            assertFalse(content.contains(part), () -> file + " tells " + part);
          }
          searched.add(file.getFileName().toString());
        }
      }
    }
    for (var begin : expected) {
      assertTrue(searched.stream().anyMatch(name -> name.startsWith(begin)), searched.toString());
    }
  }
}
