package org.refspark.jobs.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Schedules to copy, each tried as far as it can be without its scheduler. */
class SchedulesTest {
  private static final Path SCHEDULE = Called.ROOT.resolve("deploy/schedule");

  /** Runs a DAG with an Airflow that only notes what it is given. */
  private static final String FAKE_AIRFLOW =
      """
      import json, sys, types
      made = {}
      def module(name, **members):
          sys.modules[name] = types.ModuleType(name)
          vars(sys.modules[name]).update(members)
      class Dag:
          def __init__(self, **keys):
              made["dag"] = keys
          def __enter__(self):
              return self
          def __exit__(self, *failure):
              pass
      class Variable:
          @staticmethod
          def get(name, default):
              return default
      module("airflow", DAG=Dag)
      module("airflow.models", Variable=Variable)
      module("airflow.operators")
      module("airflow.operators.bash", BashOperator=lambda **keys: made.update(task=keys))
      exec(open(sys.argv[1]).read())
      json.dump(made, sys.stdout, default=str)
      """;

  @TempDir Path folder;

  @Test
  void theTickScriptTriesPassingFaultsAgainAndTellsAllOthers() throws Exception {
    for (var code : List.of(0, 2, 3, 4)) {
      assertEquals(code, tick(Integer.toString(code)), "no second attempt");
      assertEquals(1, attempts());
    }
    assertEquals(0, tick("5 5 0"));
    assertEquals(3, attempts());
    assertEquals(5, tick("5 5 5 0"));
    assertEquals(3, attempts());
    assertEquals(
        "retrain --conf /etc/r.conf registry=/data/reg --tick 2026-01-01T00:00Z",
        Files.readAllLines(folder.resolve("calls")).get(0));
  }

  /** The script with a launcher that ends with these codes, one after the other. */
  private int tick(String codes) throws Exception {
    return Called.with(
            launcher(codes),
            "bash",
            "deploy/schedule/retrain.sh",
            "/etc/r.conf",
            "/data/reg",
            "--tick",
            "2026-01-01T00:00Z")
        .code();
  }

  private Map<String, String> launcher(String codes) throws IOException {
    Files.writeString(folder.resolve("codes"), codes.replace(' ', '\n') + "\n");
    Files.deleteIfExists(folder.resolve("calls"));
    var launcher = folder.resolve("refspark");
    Files.writeString(
        launcher,
        """
        #!/usr/bin/env bash
        cd "$(dirname "$0")"
        echo "$*" >>calls
        exit "$(sed -n "$(wc -l <calls)p" codes)"
        """);
    assertTrue(launcher.toFile().setExecutable(true));
    return Map.of("REFSPARK", launcher.toString(), "REFSPARK_RETRY_SECONDS", "0");
  }

  private int attempts() throws IOException {
    return Files.readAllLines(folder.resolve("calls")).size();
  }

  @Test
  void theDagHasOneRunAtATimeAndItsTaskATickNamedByTheEndOfItsInterval() throws Exception {
    Assumptions.assumeTrue(Called.isThere("python3"), "there is no python3");
    var dag = "deploy/schedule/refspark_retrain_dag.py";
    var made = Called.of("python3", "-c", FAKE_AIRFLOW, dag);
    assertEquals(0, made.code(), made.err());
    var document = new ObjectMapper().readTree(made.out());
    assertFalse(document.at("/dag/catchup").asBoolean(true));
    assertEquals(1, document.at("/dag/max_active_runs").asInt());
    assertEquals("30 2 * * *", document.at("/dag/schedule").asText());

    var task = document.get("task");
    var environment = new HashMap<>(launcher("0"));
    task.get("env")
        .fields()
        .forEachRemaining(e -> environment.put(e.getKey(), e.getValue().asText()));
    assertEquals("{{ data_interval_end.isoformat() }}", environment.get("TICK"));
    environment.put("TICK", "2026-01-02T02:30:00+00:00");
    assertEquals("/opt/refspark", environment.put("REFSPARK_HOME", Called.ROOT.toString()));
    var called = Called.with(environment, "bash", "-c", task.get("bash_command").asText());
    assertEquals(0, called.code(), called.err());
    assertEquals(
        List.of(
            "retrain --conf /etc/refspark/retrain.conf registry=/data/registry"
                + " --tick 2026-01-02T02:30:00+00:00"),
        Files.readAllLines(folder.resolve("calls")));
  }

  @Test
  void cronAndSystemdCallTheTickScript() throws Exception {
    for (var file : List.of("crontab", "refspark-retrain.service")) {
      var text = Files.readString(SCHEDULE.resolve(file));
      assertTrue(
          text.contains("/opt/refspark/deploy/schedule/retrain.sh /etc/refspark/retrain.conf"),
          file);
    }
    var lines = Files.readAllLines(SCHEDULE.resolve("crontab"));
    assertTrue(
        lines.get(lines.size() - 1).matches("30 2 \\* \\* \\* /\\S+ .*"), "five fields of time");
  }

  @Test
  void systemdKnowsEveryKeyOfTheServiceAndItsTimer() throws Exception {
    Assumptions.assumeTrue(Called.isThere("systemd-analyze"), "there is no systemd-analyze");
    var command = new ArrayList<>(List.of("systemd-analyze", "verify", "--man=no"));
    for (var unit : List.of("refspark-retrain.service", "refspark-retrain.timer")) {
      var text = Files.readString(SCHEDULE.resolve(unit));
      // It looks whether there is a program at that place.
      var here = text.replace("/opt/refspark/", Called.ROOT + "/");
      command.add(Files.writeString(folder.resolve(unit), here).toString());
    }
    var verified = Called.with(Map.of(), "", command);
    assertEquals(0, verified.code(), verified.err());
    assertFalse(verified.err().contains("refspark-retrain"), verified.err());
  }
}
