package org.refspark.jobs.report.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Pages as headless Chromium shows them, where it is installed; without it such tests are skipped.
 */
public final class Chromium {
  private static final long SECONDS = 120;
  private static final Pattern SEEN = Pattern.compile("<pre id=\"seen\">(.*?)</pre>");

  private final String program;
  private final Path folder;

  /** What the reader's system asks for. */
  public enum Scheme {
    DARK,
    LIGHT
  }

  private Chromium(String program, Path folder) {
    this.program = program;
    this.folder = folder;
  }

  /**
   * The installed one; skips the test where there is none.
   *
   * @param folder for its files
   */
  public static Chromium installed(Path folder) {
    var found =
        Stream.of("chromium", "chromium-browser", "google-chrome")
            .map(Chromium::onPath)
            .flatMap(Optional::stream)
            .findFirst();
    assumeTrue(found.isPresent(), "Chromium is not installed: pages are not looked at in it");
    return new Chromium(found.get(), folder);
  }

  private static Optional<String> onPath(String name) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  /**
   * Opens a page, works its plots by keys and its galleries by their choices, and fails where the
   * page complains, has dead links or pictures, is wider than its window, or what can be worked has
   * no name or is out of the keyboard's reach.
   *
   * @param width of the window, pixels
   * @return what was seen, as {@code look.html} notes it
   */
  public JsonNode look(Path page, int width, Scheme scheme) throws Exception {
    var look = folder.resolve("look.html");
    try (var in = Chromium.class.getResourceAsStream("look.html")) {
      var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Files.writeString(
          look,
          text.replace("@PAGE@", page.toUri().toString())
              .replace("@WIDTH@", Integer.toString(width)));
    }
    var dom =
        run(
            scheme,
            List.of(
                "--allow-file-access-from-files",
                "--virtual-time-budget=20000",
                "--window-size=" + (width + 40) + ",1000",
                "--dump-dom",
                look.toUri().toString()));
    var noted = SEEN.matcher(dom);
    assertTrue(noted.find() && !noted.group(1).isEmpty(), "nothing was noted: " + dom);
    var seen = new ObjectMapper().readTree(noted.group(1).replace("&amp;", "&"));
    assertTrue(seen.path("width").asInt() <= width, "wider than its window of " + width + seen);
    assertEquals(0, seen.path("brokenPictures").asInt(), "pictures that do not load");
    assertEquals(0, seen.path("namelessPictures").asInt(), "pictures without words");
    assertEquals(0, seen.path("namelessControls").asInt(), "controls without names");
    assertEquals(0, seen.path("beyondKeys").asInt(), "controls that the keyboard does not reach");
    assertEquals(0, seen.path("deadLinks").size(), seen.path("deadLinks").toString());
    assertEquals(seen.path("plots").asInt(), seen.path("tools").asInt(), "plots that zoom");
    return seen;
  }

  /** A picture of the page, for people. */
  public void draw(Path page, int width, int height, Scheme scheme, Path png) throws Exception {
    run(
        scheme,
        List.of(
            "--window-size=" + width + "," + height,
            "--hide-scrollbars",
            "--screenshot=" + png,
            page.toUri().toString()));
  }

  /** What it prints; fails where a page writes to the console, as it does of every error. */
  private String run(Scheme scheme, List<String> arguments) throws Exception {
    var errors = folder.resolve("chromium.log");
    var command = new ArrayList<String>();
    command.addAll(
        List.of(
            program,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--enable-logging=stderr",
            "--user-data-dir=" + folder.resolve("chromium"),
            "--blink-settings=preferredColorScheme=" + scheme.ordinal()));
    command.addAll(arguments);
    var out = folder.resolve("chromium.out");
    var process =
        new ProcessBuilder(command)
            .redirectError(errors.toFile())
            .redirectOutput(out.toFile())
            .start();
    try {
      assertTrue(
          process.waitFor(SECONDS, TimeUnit.SECONDS),
          () -> "Chromium did not end within %d s: %s".formatted(SECONDS, text(errors)));
    } finally {
      process.destroyForcibly();
    }
    var said = text(errors);
    assertEquals(0, process.exitValue(), said);
    assertFalse(said.toUpperCase(Locale.ROOT).contains(":CONSOLE"), said);
    return text(out);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
