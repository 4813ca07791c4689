package org.refspark.jobs.report.page;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.refspark.jobs.report.picture.Panel;

/**
 * Pictures of one expression beside each other.
 *
 * @param expression in its own words
 * @param detail what else there is to say, text
 * @param properties by which a {@link Gallery} finds it, by key; may be empty
 * @param pictures from left to right
 */
public record PictureCard(
    String expression,
    String detail,
    Map<String, List<String>> properties,
    List<Labelled> pictures) {
  /**
   * One of them.
   *
   * @param label below it
   */
  public record Labelled(String label, Panel panel) {}

  public PictureCard {
    properties = Map.copyOf(properties);
    pictures = List.copyOf(pictures);
  }

  /**
   * The card as a {@code figure}.
   *
   * @param width of each picture, pixels
   */
  public String html(int width) throws IOException {
    var html = new StringBuilder("<figure class=\"card\"");
    for (var property : properties.entrySet()) {
      html.append(
          Html.format(
              " data-%s=\"%s\"",
              property.getKey(),
              property.getValue().stream()
                  .map(PictureCard::value)
                  .map(Html::text)
                  .collect(Collectors.joining("|"))));
    }
    html.append("><div class=\"beside\">");
    for (var picture : pictures) {
      html.append(
          Html.format(
              "<div>%s<span>%s</span></div>",
              InlinePicture.html(picture.panel(), picture.label(), width),
              Html.text(picture.label())));
    }
    return html.append(
            Html.format(
                "</div><figcaption>“%s” <small>%s</small></figcaption></figure>",
                Html.text(expression.strip()), Html.text(detail)))
        .toString();
  }

  /** Values stand between bars. */
  static String value(String value) {
    return value.replace('|', '/');
  }
}
