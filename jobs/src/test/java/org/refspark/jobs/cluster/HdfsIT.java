package org.refspark.jobs.cluster;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Data, shards, run and report on {@code hdfs://}: the same bits as on the local disk. */
@ExtendWith(SharedQuickstart.class)
class HdfsIT {
  private static final Path JARS = LoopbackCluster.ROOT.resolve("jobs/target");
  private static final Duration START = Duration.ofMinutes(2);

  @TempDir Path folder;

  @Test
  void thePipelineOnHdfsLeavesTheSameBits() throws IOException, InterruptedException {
    try (var dfs = startDfs()) {
      var address = "hdfs://127.0.0.1:" + port(dfs);
      try (var remote =
          Quickstart.start(folder.resolve("remote.log"), Map.of(), address + "/run")) {
        remote.expect(0, Quickstart.MOST);
      }
      var run = new org.apache.hadoop.fs.Path(address + "/run");
      try (var hdfs = run.getFileSystem(new Configuration())) {
        var copy = new org.apache.hadoop.fs.Path(folder.resolve("copy").toString());
        hdfs.copyToLocalFile(false, run, copy, true);
      }
    }
    Quickstart.assertSame(SharedQuickstart.run(), folder.resolve("copy"));
  }

  /** A name node and a data node, in one process that has a class path of its own. */
  private Logged startDfs() throws IOException {
    return Logged.start(
        "hdfs",
        folder.resolve("hdfs.log"),
        Map.of(),
        List.of(
            ProcessHandle.current().info().command().orElse("java"),
            "-Xmx512m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Dtest.build.data=" + folder.resolve("hdfs"),
            "-cp",
            JARS.resolve("servers/hdfs/*") + ":" + JARS.resolve("dist/jars/*"),
            "org.apache.hadoop.test.MiniDFSClusterManager",
            "-datanodes",
            "1",
            "-format",
            "-writeDetails",
            details().toString()));
  }

  private Path details() {
    return folder.resolve("hdfs.json");
  }

  private String port(Logged dfs) throws IOException, InterruptedException {
    Logged.until("HDFS is up", START, () -> hasPort() || !dfs.isAlive());
    assertTrue(hasPort(), dfs.text());
    return Files.readString(details()).replaceAll("\\D", "");
  }

  private boolean hasPort() {
    try {
      return Files.exists(details()) && Files.readString(details()).endsWith("}");
    } catch (IOException e) {
      return false;
    }
  }
}
