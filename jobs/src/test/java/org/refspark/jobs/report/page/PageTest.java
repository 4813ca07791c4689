package org.refspark.jobs.report.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.data.image.Picture;
import org.refspark.jobs.report.page.PictureCard.Labelled;
import org.refspark.jobs.report.picture.Panel;

class PageTest {
  @TempDir Path folder;

  /** By hand: 0 to 100 along, and 0 to 0.8 in steps of 0.2 up. */
  @Test
  void aPlotPutsItsPointsBetweenRoundNumbers() {
    var plot =
        new Plot("Loss", "step")
            .series("a")
            .line(new double[] {0, 50, 100}, new double[] {0.8, 0.4, 0.2})
            .html();
    assertTrue(plot.contains("d=\"M0.00 0.00L500.00 500.00L1000.00 750.00\""), plot);
    assertTrue(plot.contains("<span class=\"y\" style=\"bottom:75.000%\">0.6</span>"), plot);
    assertTrue(plot.contains("<span class=\"x\" style=\"left:20.000%\">20</span>"), plot);
  }

  @Test
  void gapsBreakALineAndBandsGoThereAndBack() {
    double[] x = {0, 1, 2};
    var plot =
        new Plot("Loss", "step")
            .series("a")
            .line(x, new double[] {0, Double.NaN, 1})
            .band(x, new double[] {0, 0, 0}, new double[] {1, 0.5, 1})
            .html();
    assertTrue(plot.contains("d=\"M0.00 1000.00M1000.00 0.00\""), plot);
    assertTrue(
        plot.contains(
            "d=\"M0.00 1000.00L500.00 1000.00L1000.00 1000.00"
                + "L1000.00 0.00L500.00 500.00L0.00 0.00Z\""),
        plot);
    var nothing = new Plot("Loss", "step").series("a").line(x, new double[] {0, 0, 0}).html();
    assertTrue(nothing.contains("<figure"), "all the same");
    double[] none = {Double.NaN, Double.NaN, Double.NaN};
    assertTrue(new Plot("Loss", "step").series("a").line(x, none).html().contains("no values"));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Plot("Loss", "step").series("a").line(x, new double[2]));
  }

  @Test
  void oneEarlyPeakDoesNotFlattenTheRest() {
    double[] y = new double[100];
    double[] x = new double[100];
    for (int i = 0; i < 100; i++) {
      x[i] = i;
      y[i] = i == 0 ? 1e6 : i % 2;
    }
    var plot = new Plot("Loss", "step").series("a").line(x, y).html();
    assertTrue(plot.contains("data-y=\"0.0 1.0\""), plot);
  }

  @Test
  void textOfDataCannotBecomeMarkup() throws Exception {
    var evil = "<img src=x onerror=alert(1)>\"'|&";
    var card = new PictureCard(evil, evil, Map.of("kind", List.of(evil)), List.of(panel(evil)));
    var gallery = new Gallery(List.of(new Gallery.Filter("kind", evil, List.of(evil, "b"))), 40);
    var plot =
        new Plot(evil, evil)
            .series(evil)
            .dots(new double[] {1}, new double[] {1})
            .series(evil)
            .dots(new double[] {1}, new double[] {1})
            .mark(1, evil);
    var page =
        new Page(evil, evil)
            .section("a", evil, Html.note(evil) + Html.part(evil, "") + Html.scrolling(evil, ""))
            .section("b", "B", plot.html())
            .section("c", "C", gallery.html(List.of(card, card)));
    var text = WholePage.check(new String(page.bytes(), StandardCharsets.UTF_8));
    assertFalse(text.contains("<img src=x"), text);
    assertFalse(text.contains("\"'|&"), text);
  }

  @Test
  void plotsZoomAndGalleriesAreFilteredByKeysAlone() throws Exception {
    var chromium = Chromium.installed(folder);
    var page = folder.resolve("page.html");
    Files.write(page, page().bytes());

    for (int width : List.of(390, 1400)) {
      var seen = chromium.look(page, width, Chromium.Scheme.LIGHT);
      assertEquals("rgb(255, 255, 255)", seen.path("paper").asText());
      var zoom = seen.path("zoom");
      assertEquals("[0,0,1000,1000]", zoom.path("before").path("view").toString());
      assertEquals("0 20 40 60 80 100", zoom.path("before").path("labels").asText());
      assertEquals(250, zoom.path("near").path("view").get(0).asDouble(), 1e-6);
      assertEquals(500, zoom.path("near").path("view").get(2).asDouble(), 1e-6);
      assertEquals("30 40 50 60 70", zoom.path("near").path("labels").asText());
      assertEquals(375, zoom.path("right").path("view").get(0).asDouble(), 1e-6);
      assertEquals(zoom.path("before"), zoom.path("all"), "all again");

      var gallery = seen.path("galleries").get(0);
      assertTrue(gallery.path("visible").asBoolean());
      assertEquals(3, gallery.path("cards").asInt());
      assertEquals(3, gallery.path("shown").asInt(), "all where nothing is chosen");
      var choices = gallery.path("choices");
      assertEquals("[2,1,2,1]", choices.findValues("shown").toString().replace(" ", ""));
      assertEquals("2 of 3 shown", choices.get(0).path("said").asText());
      var enlarged = seen.path("enlarged");
      assertTrue(enlarged.path("open").asBoolean() && enlarged.path("closed").asBoolean());
      assertTrue(enlarged.path("first").asBoolean() && enlarged.path("next").asBoolean());
      assertEquals(2, enlarged.path("pictures").asInt());
      assertEquals(0, enlarged.path("controls").asInt(), "what is large does not open again");
    }
    var dark = chromium.look(page, 390, Chromium.Scheme.DARK);
    assertEquals("rgb(27, 34, 41)", dark.path("paper").asText());
    assertNotEquals("rgb(31, 41, 51)", dark.path("ink").asText(), "dark letters on dark paper");
  }

  private static Page page() throws Exception {
    double[] x = {0, 25, 50, 75, 100};
    double[] y = {5, 4, 3.5, 3.2, 3};
    var plot = new Plot("Loss", "step").series("a").line(x, y).series("b").dots(x, x);
    var cards =
        List.of(
            card("sheep", List.of("best", "any")),
            card("tree", List.of("worst")),
            card("sheep", List.of("any")));
    var filters =
        List.of(
            new Gallery.Filter("category", "Category", List.of("sheep", "tree")),
            new Gallery.Filter("group", "Which", List.of("any", "worst")),
            new Gallery.Filter("alone", "No choice", List.of("one")));
    return new Page("Title", "lead")
        .section("plot", "Plot", plot.html())
        .section("gallery", "Gallery", new Gallery(filters, 60).html(cards))
        .section("note", "Note", Html.note("a hash " + "0123456789abcdef".repeat(8)))
        .section(
            "table", "Table", Html.scrolling("wide", "<table><tr>" + wide() + "</tr></table>"));
  }

  private static String wide() {
    return "<td>a cell of a table that is wider than a phone</td>".repeat(8);
  }

  private static PictureCard card(String category, List<String> groups) {
    return new PictureCard(
        "the " + category,
        "detail",
        Map.of("category", List.of(category), "group", groups),
        List.of(panel("Ground truth"), panel("Prediction")));
  }

  private static Labelled panel(String label) {
    return new Labelled(label, new Panel(label, new Picture(8, 6, new byte[144]), List.of()));
  }
}
