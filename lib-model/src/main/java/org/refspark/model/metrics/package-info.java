/**
 * What a set of detections is worth: COCO's twelve numbers, AP by expression, and the measures of
 * united masks.
 *
 * <p>Everything is first measured where the picture is ({@link
 * org.refspark.model.metrics.ImageEvaluation}, {@link org.refspark.model.metrics.ExpressionScore}),
 * then computed once from all those records. No average is ever taken of averages.
 */
package org.refspark.model.metrics;
