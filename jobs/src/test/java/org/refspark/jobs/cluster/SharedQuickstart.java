package org.refspark.jobs.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The pipeline on the local disk, begun once, with which tests of storage compare theirs: those
 * that {@link ExtendWith} this.
 */
final class SharedQuickstart implements BeforeAllCallback {
  private static Path folder;
  private static Logged process;

  /** The finished run. */
  static Path run() throws IOException, InterruptedException {
    process.expect(0, Quickstart.MOST);
    return folder.resolve("golden");
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(SharedQuickstart.class))
        .getOrComputeIfAbsent(SharedQuickstart.class, key -> start());
  }

  private static ExtensionContext.Store.CloseableResource start() {
    try {
      folder = Files.createTempDirectory("refspark-golden");
      var run = folder.resolve("golden").toString();
      process = Quickstart.start(folder.resolve("golden.log"), Map.of(), run);
      return () -> {
        process.close();
        SharedPipeline.delete(folder);
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
