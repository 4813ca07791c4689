package org.refspark.jobs.report.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A page in one file: style, script and pictures are in it, and nothing is fetched from elsewhere;
 * its own policy forbids that, and any script but its own. Without its script the page says the
 * same, but plots do not zoom and galleries have no filters.
 */
public final class Page {
  private static final String STYLE = resource("page.css");
  private static final String SCRIPT = resource("page.js");
  private static final String POLICY =
      "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-%s'"
          .formatted(hash(SCRIPT));
  private static final int WORTH_A_LIST = 3;

  private final String title;
  private final String lead;
  private final List<Section> sections = new ArrayList<>();

  private record Section(String id, String heading, String content) {}

  /**
   * @param title of the page
   * @param lead a line below it
   */
  public Page(String title, String lead) {
    this.title = title;
    this.lead = lead;
  }

  /**
   * Adds a section.
   *
   * @param id unique in the page
   * @param heading text
   * @param content HTML
   */
  public Page section(String id, String heading, String content) {
    sections.add(new Section(id, heading, content));
    return this;
  }

  /** The file, UTF-8. */
  public byte[] bytes() {
    var page =
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="%s">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%s</title>
        <style>
        %s</style>
        </head>
        <body>
        <header><div class="mark">RefSpark</div><h1>%s</h1><p>%s</p></header>
        %s<main>
        %s</main>
        <script>%s</script>
        </body>
        </html>
        """
            .formatted(
                POLICY,
                Html.text(title),
                STYLE,
                Html.text(title),
                Html.text(lead),
                contents(),
                body(),
                SCRIPT);
    return page.getBytes(StandardCharsets.UTF_8);
  }

  private String contents() {
    if (sections.size() < WORTH_A_LIST) {
      return "";
    }
    var html = new StringBuilder("<nav aria-label=\"Sections\">");
    for (var section : sections) {
      html.append(
          Html.format(
              "<a href=\"#%s\">%s</a> ", Html.text(section.id()), Html.text(section.heading())));
    }
    return html.append("</nav>\n").toString();
  }

  private String body() {
    var html = new StringBuilder();
    for (var section : sections) {
      html.append(
          """
          <section id="%s">
          <h2>%s</h2>
          %s
          </section>
          """
              .formatted(Html.text(section.id()), Html.text(section.heading()), section.content()));
    }
    return html.toString();
  }

  private static String resource(String name) {
    try (var in = Page.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " is not in the application's jar", e);
    }
  }

  private static String hash(String script) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return Base64.getEncoder()
          .encodeToString(digest.digest(script.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
