package org.refspark.data.coco;

import java.util.Optional;

/**
 * One detection of a results file.
 *
 * @param position in the file, from 0
 * @param image id of the picture
 * @param category id of the category
 * @param score higher is surer
 * @param box {@code [x, y, width, height]} in pixels
 * @param segmentation the object's mask
 */
public record CocoResult(
    int position,
    long image,
    int category,
    double score,
    Optional<double[]> box,
    Optional<CocoSegmentation> segmentation) {}
