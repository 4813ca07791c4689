package org.refspark.jobs.report;

import org.refspark.jobs.evaluate.ExpressionResult;

/**
 * One expression of a gallery.
 *
 * @param result how it went
 * @param rank what the answers are compared by; AP is told of models that find several objects
 * @param truth file of the ground truth's picture, beside the page
 * @param prediction file of the prediction's picture
 */
record Card(ExpressionResult result, GallerySelection.Rank rank, String truth, String prediction) {
  String html() {
    return Html.format(
        """
        <figure class="card">
          <div class="pair">
            <div><a href="%1$s"><img src="%1$s" alt="ground truth" loading="lazy"></a>\
        <span>Ground truth</span></div>
            <div><a href="%2$s"><img src="%2$s" alt="prediction" loading="lazy"></a>\
        <span>Prediction</span></div>
          </div>
          <figcaption>“%3$s” <small>%4$sIoU %5$s · %6$s</small></figcaption>
        </figure>
        """,
        Html.text(truth),
        Html.text(prediction),
        Html.text(result.text().strip()),
        rank == GallerySelection.Rank.AP ? "AP " + Html.percent(result.ap()) + " · " : "",
        Html.percent(result.iou()),
        Html.text(result.image()));
  }
}
