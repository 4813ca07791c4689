package org.refspark.jobs.cluster;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A server that speaks S3, a process of its own on the loopback interface. Its objects are files,
 * so that it can be stopped and started again.
 */
final class S3Server implements AutoCloseable {
  static final String BUCKET = "bucket";

  /** Strings that are found wherever they come through. */
  static final String KEY = "AKIAWHEREVERITGOES00";

  static final String SECRET = "tellNobody/whereverItGoes+0123456789ABCD";

  /** What gives the keys away, also where an address was taken apart or encoded. */
  static final List<String> TELLING = List.of(KEY, "tellNobody", "whereverItGoes");

  private static final Path JAR = LoopbackCluster.ROOT.resolve("jobs/target/servers/s3proxy.jar");
  private static final Duration START = Duration.ofSeconds(90);

  private final Path folder;
  private final int port;
  private Logged process;

  private S3Server(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  static S3Server start(Path folder) throws IOException, InterruptedException {
    var server = new S3Server(folder, freePort());
    Files.createDirectories(server.objects());
    Files.write(
        folder.resolve("s3proxy.conf"),
        List.of(
            "s3proxy.endpoint=http://127.0.0.1:" + server.port,
            "s3proxy.authorization=aws-v2-or-v4",
            "s3proxy.identity=" + KEY,
            "s3proxy.credential=" + SECRET,
            "jclouds.provider=filesystem-nio2",
            "jclouds.filesystem.basedir=" + folder));
    server.start();
    return server;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Starts it, perhaps again on the same objects. */
  void start() throws IOException, InterruptedException {
    process =
        Logged.start(
            "s3proxy",
            folder.resolve("s3proxy.log"),
            Map.of(),
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                JAR.toString(),
                "--properties",
                folder.resolve("s3proxy.conf").toString()));
    Logged.until("s3proxy answers", START, () -> answers() || !process.isAlive());
    assertTrue(process.isAlive(), process.text());
  }

  private boolean answers() {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Ends it in the middle of whatever it does. */
  void kill() throws InterruptedException {
    process.close();
  }

  int port() {
    return port;
  }

  /** The objects of the bucket, by name. */
  Path objects() {
    return folder.resolve(BUCKET);
  }

  @Override
  public void close() throws InterruptedException {
    if (process != null) {
      process.close();
    }
  }
}
