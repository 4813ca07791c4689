/**
 * Geometry of detection on plain arrays: boxes, anchors, offsets, suppression, matching, sampling.
 *
 * <p>N boxes are one {@code float[N·4]}, box after box {@code x1, y1, x2, y2}, right and bottom
 * exclusive, in pixels of the network's input. Everything is a pure function of its arguments,
 * random choices included (they take a seed), so a repeated step chooses the same. Where values
 * tie, the lower index wins. Nothing here knows ND4J or a particular network.
 */
package org.refspark.model.boxes;
