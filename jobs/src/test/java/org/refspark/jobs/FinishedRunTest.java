package org.refspark.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.refspark.jobs.command.ExitCode;
import org.refspark.jobs.storage.NoRenameFileSystem;

/**
 * A whole run with its shards, made where nothing can be renamed, and what is found when a bit of
 * it changes.
 */
class FinishedRunTest {
  @TempDir static Path folder;

  private static Said first;

  /** How a command ended, and all that it printed. */
  private record Said(ExitCode code, String text) {}

  @BeforeAll
  static void runThePipeline() {
    first =
        run(
            "quickstart",
            "--model",
            "lts",
            place(folder.resolve("run")),
            "scenes.train=4",
            "scenes.test=2",
            "scenes.photos.size=96",
            "model.image-size=96",
            "train.epochs=1",
            "train.batch-pictures=1",
            "averaging.workers=1",
            "checkpoint.keep=1");
  }

  private static String place(Path run) {
    return "run=norename://" + run;
  }

  @Test
  void noCommitNeedsARename() {
    assertEquals(ExitCode.DONE, first.code(), first.text());
    assertTrue(Files.exists(folder.resolve("run/report/index.html")), first.text());
  }

  @Test
  void whatMayFollowIsSaidForTheWholePipelineAndNotForItsSteps() {
    assertEquals(2, first.text().split("Next: refspark ", -1).length, first.text());
    assertTrue(first.text().contains("Next: refspark predict run="), first.text());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "data/train/manifest.json, train",
    "data/test/manifest.json, evaluate",
    "data/test/part-00000.parquet, evaluate",
    "run.json, report",
    "ledger/000001.json, report",
    "eval/test/metrics.json, report",
    "eval/test/expressions.jsonl, report",
    "eval/test/predictions/_manifest.json, evaluate --from-predictions",
    "eval/test/predictions/part-00000.parquet, evaluate --from-predictions",
    "rounds/LAST/state.json, evaluate",
    "rounds/LAST/params.safetensors, evaluate",
    "rounds/LAST/optimizer.safetensors, evaluate",
  })
  void aChangedBitIsFoundAndItsFileNamed(String name, String command, @TempDir Path copy)
      throws IOException {
    // What is evaluated anew is forgotten first, so that each case has a run of its own.
    copyTo(copy);
    var file = copy.resolve(name.replace("LAST", lastRound()));
    byte[] content = Files.readAllBytes(file);
    // Within a word, a number or a weight, and not where a file ends.
    content[content.length * 2 / 3] ^= 1;
    Files.write(file, content);
    var said = run(arguments(command, copy));
    var text = said.text();
    if (name.endsWith("expressions.jsonl")) {
      // A report does without pictures, and says why.
      text = Files.readString(copy.resolve("report/index.html"));
      assertEquals(ExitCode.DONE, said.code(), said.text());
    } else {
      assertEquals(ExitCode.DATA, said.code(), said.text());
    }
    assertTrue(text.contains(file.toString()), text);
  }

  private static void copyTo(Path copy) throws IOException {
    var run = folder.resolve("run");
    try (var files = Files.walk(run)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var to = copy.resolve(run.relativize(file).toString());
        Files.createDirectories(to.getParent());
        Files.copy(file, to);
      }
    }
  }

  private static String lastRound() throws IOException {
    try (var rounds = Files.list(folder.resolve("run/rounds"))) {
      return rounds.map(round -> round.getFileName().toString()).sorted().toList().get(0);
    }
  }

  private static String[] arguments(String command, Path run) {
    var arguments = new ArrayList<>(List.of(command.split(" ")));
    arguments.add(place(run));
    var data = "norename://" + run.resolve("data");
    if (command.equals("train")) {
      arguments.add("data.train=" + data + "/train");
    } else if (!command.equals("report")) {
      arguments.add("data.eval=" + data + "/test");
    }
    return arguments.toArray(String[]::new);
  }

  private static Said run(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.add("spark.hadoop.fs.norename.impl=" + NoRenameFileSystem.class.getName());
    all.add("spark.master=local[2]");
    var printed = new ByteArrayOutputStream();
    var stream = new PrintStream(printed, true, StandardCharsets.UTF_8);
    var code = Main.run(all.toArray(String[]::new), stream, stream);
    return new Said(code, printed.toString(StandardCharsets.UTF_8));
  }
}
