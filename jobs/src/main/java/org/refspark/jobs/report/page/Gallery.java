package org.refspark.jobs.report.page;

import java.io.IOException;
import java.util.List;

/** Cards of pictures; with the page's script, those of some property alone. */
public final class Gallery {
  private final List<Filter> filters;
  private final int width;

  /**
   * What cards may be chosen by.
   *
   * @param key of a card's properties, lower case letters
   * @param label above the choice, text
   * @param values to choose from, in that order
   */
  public record Filter(String key, String label, List<String> values) {}

  /**
   * @param filters those that leave a choice are shown
   * @param width of each picture, pixels
   */
  public Gallery(List<Filter> filters, int width) {
    this.filters = filters.stream().filter(filter -> filter.values().size() > 1).toList();
    this.width = width;
  }

  /** The cards, HTML. */
  public String html(List<PictureCard> cards) throws IOException {
    var html = new StringBuilder("<div>");
    if (!filters.isEmpty() && cards.size() > 1) {
      html.append("<form class=\"filter\" hidden>");
      filters.forEach(filter -> html.append(html(filter)));
      html.append("<output aria-live=\"polite\"></output></form>");
    }
    html.append("<div class=\"gallery\">\n");
    for (var card : cards) {
      html.append(card.html(width)).append('\n');
    }
    return html.append("</div></div>").toString();
  }

  private static String html(Filter filter) {
    var html = new StringBuilder();
    html.append(
        Html.format(
            "<label>%s<select name=\"%s\"><option value=\"\">All</option>",
            Html.text(filter.label()), filter.key()));
    for (var value : filter.values()) {
      html.append(
          Html.format(
              "<option value=\"%s\">%s</option>",
              Html.text(PictureCard.value(value)), Html.text(value)));
    }
    return html.append("</select></label>").toString();
  }
}
