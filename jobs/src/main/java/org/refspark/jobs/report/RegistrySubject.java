package org.refspark.jobs.report;

import java.io.IOException;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.registry.Registry;
import org.refspark.jobs.storage.Storage;

/** The report of a registry. */
public record RegistrySubject() implements ReportSubject {
  private static final String PAGE = "report/index.html";

  @Override
  public String argument() {
    return "registry";
  }

  @Override
  public String help() {
    return """
        registry=DIR  the versions of a model: who is champion, metrics from version to version,
                      where each came from, and why it was promoted or kept back.

                      refspark report registry=/data/registry
        """;
  }

  @Override
  public String write(Storage directory, Settings settings) throws IOException {
    var registry = new Registry(directory);
    directory.write(PAGE, RegistryPage.of(registry).bytes());
    return directory.describe(PAGE);
  }
}
