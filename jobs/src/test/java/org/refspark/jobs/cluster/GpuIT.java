package org.refspark.jobs.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.jobs.train.GpuToy;

/** Workers whose script tells of GPUs, two each, and the tasks that get them. */
class GpuIT {
  private static final String[] GPUS = {
    "spark.executor.cores=2", "spark.cores.max=4", "spark.executor.resource.gpu.amount=2"
  };

  @TempDir static Path folder;

  private static LoopbackCluster cluster;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    cluster = LoopbackCluster.start(folder, 2, List.of(worker("0", "1"), worker("5", "7")));
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (cluster != null) {
      cluster.close();
    }
  }

  private static Map<String, String> worker(String first, String second) throws IOException {
    var script = folder.resolve("gpus-%s.sh".formatted(first));
    Files.writeString(
        script,
        "#!/bin/sh%necho '{\"name\": \"gpu\", \"addresses\": [\"%s\", \"%s\"]}'%n"
            .formatted(first, second));
    assertTrue(script.toFile().setExecutable(true));
    return Map.of(
        "spark.worker.resource.gpu.amount",
        "2",
        "spark.worker.resource.gpu.discoveryScript",
        script.toString());
  }

  @Test
  void eachTaskThatTrainsHasAGpuOfItsOwnAndNoOtherTaskHasOne()
      throws IOException, InterruptedException {
    var run = folder.resolve("run");
    String text;
    try (var toy = cluster.submit(GpuToy.class, List.of(GPUS), run.toString())) {
      toy.expect(0, ToyPipeline.COMMAND);
      text = toy.text();
    }
    // Four pairs of pictures in the first round: all GPUs are at work.
    var page = new ObjectMapper().readTree(run.resolve("ledger/000001.json").toFile());
    var executors = new TreeSet<String>();
    var gpus = new TreeSet<String>();
    for (JsonNode task : page.at("/timing/workers")) {
      var host = task.get("host").asText().split(", ");
      executors.add(host[1]);
      gpus.add(host[2]);
    }
    assertEquals(Set.of("executor 0", "executor 1"), executors);
    assertEquals(Set.of("GPU 0", "GPU 1", "GPU 5", "GPU 7"), gpus);

    assertTrue(text.contains("GPUs of other tasks: [0, 0, 0, 0]"), text);
    assertTrue(text.contains("CPU allowed: CPU"), text);
    assertTrue(text.contains("CPU not allowed: 4 a task has to compute on a GPU"), text);
    assertTrue(text.matches("(?s).*stage flatMapToPair of profile [1-9].*"), text);
    assertFalse(text.contains("stage flatMapToPair of profile 0"), "training has a profile");
    assertFalse(text.matches("(?s).*stage runJob of profile [1-9].*"), "averaging has none");
    assertTrue(text.contains("stage runJob of profile 0"), text);
  }

  @Test
  void preflightTellsOfTheGpusAndWhetherTheyCanBeUsed() throws IOException, InterruptedException {
    var report = folder.resolve("report.json");
    var arguments = new ArrayList<>(List.of("preflight", "out=" + report));
    arguments.addAll(List.of(GPUS));
    try (var command = cluster.command(arguments)) {
      command.expect(4, ToyPipeline.COMMAND);
      assertTrue(command.text().contains("| executor 1 on "), command.text());
      assertTrue(command.text().contains("compute.cpu-fallback=true"), command.text());
    }
    assertEquals(Set.of("BAD"), verdicts(report));
  }

  /** Of the GPUs of both executors. */
  private static Set<String> verdicts(Path report) throws IOException {
    var document = new ObjectMapper().readTree(report.toFile());
    assertEquals(2, document.get("requested").asInt());
    assertEquals(2, document.get("processes").size());
    var found = new TreeSet<String>();
    for (var process : document.get("processes")) {
      for (var check : process.get("checks")) {
        if (check.get("name").asText().equals("GPUs")) {
          assertTrue(
              check.get("found").asText().matches("Spark gave \\[[0157]\\].*"), check::toString);
          found.add(check.get("verdict").asText());
        }
      }
    }
    return found;
  }
}
