package org.refspark.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.refspark.jobs.command.ExitCode;

class CommandLineTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void keysFlagsAndOptionsAreTakenApart() {
    assertEquals(
        new CommandLine(
            Optional.of("shard"),
            false,
            Optional.of(Path.of("a.conf")),
            Map.of("verify", "true", "out", "a=b", "model.name", "lts", "expression", "")),
        CommandLine.parse(
            "shard",
            "--conf",
            "a.conf",
            "out=x",
            "--verify",
            "--model",
            "lts",
            "out=a=b",
            "expression="));
  }

  @Test
  void aTickIsNamedByItsTime() {
    assertEquals(
        Map.of("tick", "2026-01-01T00:00Z", "registry", "/r", "anyway", "true"),
        CommandLine.parse("retrain", "registry=/r", "--tick", "2026-01-01T00:00Z", "--anyway")
            .overrides());
    assertRefused("retrain.arrivals is empty", "retrain", "registry=/r/none");
    assertRefused("expected a time with its zone", "retrain", "registry=/r", "--tick", "today");
    assertRefused("registry is missing", "registry", "list");
    assertRefused("expected list, show, promote or rollback", "registry", "lst", "registry=/r");
  }

  @Test
  void compareTakesTwoRunsAndOtherCommandsTheLast() {
    assertEquals(
        Map.of("run", "a", "run2", "b", "out", "c.html"),
        CommandLine.parse("compare", "run=a", "run=b", "out=c.html").overrides());
    assertEquals(Map.of("run", "b"), CommandLine.parse("report", "run=a", "run=b").overrides());
    assertRefused("here is a third", "compare", "run=a", "run=b", "run=c");
    assertRefused("compare takes two runs", "compare", "run=a", "out=c.html");
  }

  @Test
  void aReportsSweepIsAFolderAndNotTheSectionOfThatName() {
    assertEquals(
        Map.of("sweep-folder", "/data/k"),
        CommandLine.parse("report", "sweep=/data/k").overrides());
    assertEquals(
        Map.of("run", "a", "sweep.smoke", "true"),
        CommandLine.parse("sweep", "run=a", "sweep.smoke=true").overrides());
    assertRefused("takes no argument swep", "report", "swep=/data/k");
  }

  @Test
  void aSecondWordIsTheTaskOfCommandsThatHaveTasks() {
    assertEquals(
        Map.of("task", "step", "over", "model.roi.convs=1,2"),
        CommandLine.parse("bench", "step", "--over", "model.roi.convs=1,2").overrides());
    assertRefused("there is no bench stp; expected one of: step, evaluate", "bench", "stp");
    assertRefused("bench what?", "bench");
    assertRefused("\"there\" is neither an option nor key=value", "bench", "step", "there");
    assertRefused("expected KEY=VALUE,VALUE", "bench", "step", "--over", "model.roi.convs");
  }

  @Test
  void helpListsEveryCommandAndEachCommandHasItsOwn() {
    assertEquals(ExitCode.DONE, run("--help"));
    for (var command : Commands.ALL) {
      assertTrue(text(out).contains("  " + command.name()), text(out));
    }
    for (var command : Commands.ALL) {
      out.reset();
      assertEquals(ExitCode.DONE, run(command.name(), "--help"));
      assertTrue(text(out).contains("refspark " + command.name()), text(out));
      command.arguments().stream()
          .map(argument -> argument.replaceAll("[0-9]+$", ""))
          .forEach(argument -> assertTrue(text(out).contains(argument), command.name() + argument));
    }
  }

  @Test
  void slipsAreRefusedInOneLineWithTheNearestName() {
    assertRefused("there is no command shrad; did you mean shard?", "shrad");
    assertRefused("takes no argument oyt; did you mean out?", "shard", "oyt=x");
    assertRefused("takes no argument run", "shard", "run=x");
    assertRefused("unknown key data.rot; did you mean data.root?", "shard", "data.rot=x");
    assertRefused("\"there\" is neither an option nor key=value", "shard", "there");
    assertRefused("--conf needs a value", "shard", "--conf");
    assertRefused("out is missing: add out=…", "shard");
  }

  @Test
  void debugShowsWhereItHappened() {
    assertEquals(ExitCode.USAGE, run("shard", "--debug", "data.rot=x"));
    assertTrue(text(err).contains("\tat "), text(err));
  }

  private void assertRefused(String message, String... arguments) {
    err.reset();
    assertEquals(ExitCode.USAGE, run(arguments));
    assertTrue(text(err).contains(message), text(err));
    assertFalse(text(err).contains("\tat "), text(err));
  }

  private ExitCode run(String... arguments) {
    return Main.run(arguments, stream(out), stream(err));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
