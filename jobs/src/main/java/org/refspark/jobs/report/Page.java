package org.refspark.jobs.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A page in one file: style inline, no script, nothing fetched from elsewhere.
 *
 * @param title of the page
 * @param lead a line below it
 * @param body the sections, HTML
 */
record Page(String title, String lead, String body) {
  private static final String STYLE = style();

  byte[] bytes() {
    var page =
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%s</title>
        <style>
        %s</style>
        </head>
        <body>
        <header><div class="mark">RefSpark</div><h1>%s</h1><p>%s</p></header>
        <main>
        %s
        </main>
        </body>
        </html>
        """
            .formatted(Html.text(title), STYLE, Html.text(title), Html.text(lead), body);
    return page.getBytes(StandardCharsets.UTF_8);
  }

  /** A section with its heading. */
  static String section(String id, String heading, String content) {
    return """
        <section id="%s">
        <h2>%s</h2>
        %s
        </section>
        """
        .formatted(Html.text(id), Html.text(heading), content);
  }

  private static String style() {
    try (var in = Page.class.getResourceAsStream("report.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the report's style is not in the application's jar", e);
    }
  }
}
