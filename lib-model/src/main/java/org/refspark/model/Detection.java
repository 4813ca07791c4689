package org.refspark.model;

import org.refspark.data.mask.Rle;

/**
 * One instance that a model found for an expression.
 *
 * @param category number of the category in the data set's list, from 1; 0 where the model does not
 *     name one
 * @param score confidence in (0, 1]
 * @param box {@code [x1, y1, x2, y2]}, exclusive, in pixels of the mask's grid
 * @param mask at the size the caller asked for
 */
public record Detection(int category, double score, double[] box, Rle mask) {}
