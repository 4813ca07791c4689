/**
 * Networks, one training step, inference and metrics, on ND4J's SameDiff.
 *
 * <p>Dimensions in the javadoc of this module: B pictures of a batch, E expressions of a batch, T
 * tokens of an expression, C channels, H×W pixels or cells, R regions of interest, K references.
 * Arrays are NHWC. Boxes are {@code [x1, y1, x2, y2]}, right and bottom exclusive, in pixels of the
 * network's input unless said otherwise. Nothing here knows Spark or the file formats of data sets.
 */
package org.refspark.model;
