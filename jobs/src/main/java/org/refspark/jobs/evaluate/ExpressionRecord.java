package org.refspark.jobs.evaluate;

import java.io.Serializable;
import org.refspark.model.metrics.ExpressionScore;
import org.refspark.model.metrics.ImageEvaluation;

/**
 * All that the metrics of a split need of one expression; small, and merged on the driver.
 *
 * @param image id of its picture
 * @param text that was asked
 * @param score for AP by expression, IoU and precision
 * @param coco how its detections met its objects, the expression standing for a picture
 * @param named whether a detection names its category
 * @param category of its objects; "several" where they differ, "none" where nothing is meant
 */
record ExpressionRecord(
    String image,
    String text,
    ExpressionScore score,
    ImageEvaluation coco,
    boolean named,
    String category)
    implements Serializable {}
