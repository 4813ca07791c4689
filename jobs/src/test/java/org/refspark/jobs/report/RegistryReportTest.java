package org.refspark.jobs.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.registry.Registry;
import org.refspark.jobs.registry.TestVersions;
import org.refspark.jobs.report.page.Chromium;
import org.refspark.jobs.report.page.WholePage;
import org.refspark.jobs.storage.Storage;
import org.refspark.jobs.train.Lease;

class RegistryReportTest {
  @TempDir Path folder;

  @Test
  void thePageTellsVersionsLineageAndDecisions() throws Exception {
    var registry = new Registry(Storage.at(folder.toString(), new Configuration()));
    registry.add(TestVersions.first("v000001", 0.50));
    registry.add(TestVersions.next("v000002", "v000001", 0.50, 0.56, true));
    registry.add(TestVersions.next("v000003", "v000002", 0.56, 0.41, false));
    registry.add(TestVersions.failed("v000004", "v000002"));
    try (var lease = Lease.take(registry.folder(), Duration.ofMinutes(2))) {
      registry.champions().promote(lease, "v000001", "tick 1");
      registry.champions().promote(lease, "v000002", "tick <2>");
    }

    var page = WholePage.check(report());

    assertTrue(page.contains("champion v000002 · versions: 4"), "lead");
    assertTrue(page.contains("<b>56.0 %</b><i>+6.0 over v000001, p 0.010</i>"), "tile");
    assertTrue(page.contains("<td>56.0 v000002</td><td class=\"worse\">−15.0"), "the third");
    assertTrue(page.contains("<td>not sound</td>"), "the fourth");
    assertTrue(page.contains("the loss is no number"), "why");
    assertTrue(page.contains("tick &lt;2&gt;"), "text stays text");
    // The first batch was learnt by all, the last by the last alone.
    assertTrue(page.contains("<td>v000001, v000002, v000003, v000004</td>"), "lineage of data");
    assertEquals(3, page.split(">Promoted</li>", -1).length, "in the plots of both metrics");
    assertFalse(page.contains("NaN"), "no number is shown as such");
    Chromium.installed(folder)
        .look(folder.resolve("report/index.html"), 390, Chromium.Scheme.LIGHT);
  }

  @Test
  void aFolderWithoutVersionsHasNoReport() {
    var refusal = assertThrows(DataFormatException.class, this::report);
    assertTrue(refusal.getMessage().contains("refspark retrain"), refusal.getMessage());
  }

  private String report() throws Exception {
    var command = new ReportCommand(new RegistrySubject());
    command.run(
        Settings.of(
            Map.of("registry", folder.toString()), command.arguments().toArray(String[]::new)),
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
    return Files.readString(folder.resolve("report/index.html"));
  }
}
