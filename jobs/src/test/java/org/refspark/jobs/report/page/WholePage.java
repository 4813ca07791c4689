package org.refspark.jobs.report.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/** What every page must be: one file, which needs nothing else. */
public final class WholePage {
  private static final Pattern PICTURE =
      Pattern.compile("data:image/(?:png|jpeg);base64,[A-Za-z0-9+/=]+");
  private static final Pattern ID = Pattern.compile(" id=\"([^\"]*)\"");
  private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"]*)\"");
  private static final Pattern SCRIPT = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL);

  private WholePage() {}

  /**
   * Fails where the page fetches something, has a dead link, two parts of one name or a script that
   * its own policy forbids.
   *
   * @return the page without the content of its pictures
   */
  public static String check(String page) throws Exception {
    var text = PICTURE.matcher(page).replaceAll("data:");
    for (var outside : List.of("http:", "https:", "//", "@import", "url(", "<link", "<iframe")) {
      assertFalse(text.contains(outside), "the page contains " + outside);
    }
    var ids = new HashSet<String>();
    ID.matcher(text)
        .results()
        .forEach(id -> assertTrue(ids.add(id.group(1)), id.group(1) + " stands there twice"));
    LINK.matcher(text)
        .results()
        .map(link -> link.group(1))
        .filter(link -> !link.equals("data:"))
        .forEach(link -> assertTrue(link.startsWith("#") && ids.contains(link.substring(1)), link));
    var scripts = SCRIPT.matcher(text).results().map(script -> script.group(1)).toList();
    assertEquals(1, scripts.size(), "the page's own script alone");
    var digest = MessageDigest.getInstance("SHA-256");
    var hash = digest.digest(scripts.get(0).getBytes(StandardCharsets.UTF_8));
    assertTrue(
        text.contains("script-src 'sha256-" + Base64.getEncoder().encodeToString(hash) + "'"));
    assertTrue(text.contains("prefers-color-scheme: dark"), "a dark page for dark rooms");
    return text;
  }
}
