package org.refspark.model.metrics;

/**
 * One object that is in a picture.
 *
 * @param <S> a mask ({@link org.refspark.data.mask.Rle}) or a box {@code [x, y, width, height]}
 * @param id from 1, unique in the data set; as in pycocotools, an object of id 0 never counts as
 *     found
 * @param category id
 * @param crowd whether it stands for a group: it is never missed, and any number of detections may
 *     lie in it
 * @param area by which it is small, medium or large, pixels
 * @param shape the object
 */
public record CocoTruth<S>(long id, int category, boolean crowd, double area, S shape) {}
