package org.refspark.data.coco;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One annotated object.
 *
 * @param id as published
 * @param image id of the picture
 * @param category id of the category
 * @param crowd whether it stands for a group that nobody outlined one by one
 * @param area as published (the outline's, not the pixel count)
 * @param box {@code [x, y, width, height]} in pixels, as published
 * @param segmentation the object's outline or mask
 */
public record CocoAnnotation(
    long id,
    long image,
    int category,
    boolean crowd,
    OptionalDouble area,
    Optional<double[]> box,
    Optional<CocoSegmentation> segmentation) {}
