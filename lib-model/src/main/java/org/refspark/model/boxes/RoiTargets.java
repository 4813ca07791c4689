package org.refspark.model.boxes;

/**
 * Regions that the box and mask heads learn from, and what they should say there. The number R is
 * fixed, as a static graph needs it: foreground first, then background, each in random order, then
 * (where there were too few) filling. Filling repeats the rows before it with weight 0 and as
 * background, so that batch statistics see regions like the others.
 *
 * @param boxes R regions
 * @param proposals R indices into the proposals; −1 for a ground-truth box added to them
 * @param labels R classes; the background's for every region that is not foreground
 * @param groundTruth R indices of the matched ground truth; −1 where not foreground
 * @param deltas R×4 offsets ({@link BoxCoder#ROI}) to the matched ground truth; 0 where not
 *     foreground
 * @param weights R ones, 0 for filling
 * @param foreground how many regions, from the first, are foreground
 * @param valid how many regions, from the first, are not filling
 */
public record RoiTargets(
    float[] boxes,
    int[] proposals,
    int[] labels,
    int[] groundTruth,
    float[] deltas,
    float[] weights,
    int foreground,
    int valid) {}
