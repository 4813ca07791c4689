package org.refspark.model.metrics;

/**
 * One object that was found in a picture.
 *
 * @param <S> a mask ({@link org.refspark.data.mask.Rle}) or a box {@code [x, y, width, height]}
 * @param category id
 * @param score higher is surer
 * @param area by which it is small, medium or large, pixels
 * @param shape the object
 */
public record CocoDetection<S>(int category, double score, double area, S shape) {}
