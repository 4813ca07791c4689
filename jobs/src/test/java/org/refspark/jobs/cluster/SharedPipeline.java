package org.refspark.jobs.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One pipeline, with its cluster and its undisturbed run, for all tests that extend with this. */
final class SharedPipeline implements BeforeAllCallback {
  private static ToyPipeline pipeline;

  static ToyPipeline pipeline() {
    return pipeline;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(SharedPipeline.class))
        .getOrComputeIfAbsent(SharedPipeline.class, key -> start());
  }

  private static ExtensionContext.Store.CloseableResource start() {
    try {
      var folder = Files.createTempDirectory("refspark-cluster");
      pipeline = ToyPipeline.run(folder);
      return () -> {
        pipeline.close();
        delete(folder);
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the cluster was started", e);
    }
  }

  /** With all that lies in it. */
  static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
