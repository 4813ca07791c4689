package org.refspark.jobs.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The layers of an image for Kubernetes. */
class ImageLayersTest {
  private static final Path DEPLOY = Called.ROOT.resolve("deploy");

  private static final Set<String> NATIVE =
      Set.of(
          "nd4j-native-1.0.0-M2.1-linux-x86_64-onednn-avx2.jar",
          "javacpp-1.5.7-linux-x86_64.jar",
          "openblas-0.3.19-1.5.7-linux-x86_64.jar");

  /** What the application's jar holds. */
  private static final Set<String> OWN =
      Set.of(
          "nd4j-api-1.0.0-M2.1.jar",
          // Of ND4J's version: another than Spark's.
          "guava-1.0.0-M2.1.jar",
          "openblas-0.3.19-1.5.7.jar",
          "jna-platform-4.3.0.jar",
          "mfl-core-0.5.15.jar",
          "hadoop-aws-3.3.4.jar",
          "aws-java-sdk-s3-1.12.262.jar",
          "jmespath-java-1.12.262.jar",
          "ion-java-1.0.2.jar",
          "jackson-dataformat-cbor-2.15.2.jar",
          "refspark-jobs-1.jar",
          "refspark-lib-data-1.jar",
          "config-1.4.3.jar");

  private static final Set<String> SPARK =
      Set.of(
          "spark-core_2.12-3.5.9.jar",
          "guava-16.0.1.jar",
          "jackson-core-2.15.2.jar",
          "netty-transport-native-epoll-4.1.96.Final-linux-x86_64.jar");

  @TempDir Path folder;

  @Test
  void everyJarIsSparksOrNativeOrInTheApplicationsJar() throws IOException, InterruptedException {
    layOutJars();
    run("kubernetes/layers.sh", "layers");
    run("standalone/spark-home.sh", "spark");

    assertEquals(NATIVE, names("layers/engine/jars"));
    assertEquals(Set.of("refspark-1.jar"), names("layers/refspark/jars"));
    assertEquals(SPARK, names("spark/jars"));
  }

  @Test
  void theImageTakesWhatTheLayersAre() throws IOException, InterruptedException {
    layOutJars();
    run("kubernetes/layers.sh", "layers");
    var copied =
        Pattern.compile("(?m)^COPY (\\S+) (\\S+)$")
            .matcher(Files.readString(DEPLOY.resolve("kubernetes/Dockerfile")))
            .results()
            .toList();
    assertEquals(2, copied.size());
    var image = new TreeSet<String>();
    for (var copy : copied) {
      var from = folder.resolve("layers/" + copy.group(1));
      try (var files = Files.walk(from)) {
        files
            .filter(Files::isRegularFile)
            .forEach(file -> image.add(copy.group(2) + from.relativize(file)));
      }
    }
    var expected =
        new TreeSet<>(Set.of("/opt/refspark/gpus.sh", "/opt/refspark/jars/refspark-1.jar"));
    NATIVE.forEach(name -> expected.add("/opt/refspark/jars/" + name));
    assertEquals(expected, image);
    assertTrue(Files.isExecutable(folder.resolve("layers/refspark/gpus.sh")));
    var gpus = Files.readString(DEPLOY.resolve("kubernetes/train-gpu.yaml"));
    assertTrue(gpus.contains("discoveryScript: /opt/refspark/gpus.sh\n"), gpus);
    var launcher = Files.readString(DEPLOY.resolve("refspark"));
    assertTrue(launcher.contains("jar=local:///opt/refspark/jars/"), "where the launcher looks");
  }

  /** Files that stand for jars of the build. */
  private void layOutJars() throws IOException {
    var jars = Files.createDirectories(folder.resolve("dist/jars"));
    for (var name : Stream.of(NATIVE, OWN, SPARK).flatMap(Set::stream).toList()) {
      Files.createFile(jars.resolve(name));
    }
    Files.createFile(folder.resolve("dist/refspark-1.jar"));
  }

  private Set<String> names(String place) throws IOException {
    try (var files = Files.list(folder.resolve(place))) {
      var names = new TreeSet<String>();
      files.forEach(file -> names.add(file.getFileName().toString()));
      return names;
    }
  }

  private void run(String script, String to) throws IOException, InterruptedException {
    var called =
        Called.of(
            "bash",
            DEPLOY.resolve(script).toString(),
            folder.resolve(to).toString(),
            folder.resolve("dist").toString());
    assertEquals(0, called.code(), called.out() + called.err());
  }
}
