package org.refspark.model.boxes;

/**
 * Boxes that the RPN takes for objects, by descending logit.
 *
 * @param boxes P boxes inside the picture
 * @param logits P objectness logits
 * @param levels P indices of the pyramid level a box comes from, 0 for the first
 */
public record Proposals(float[] boxes, float[] logits, int[] levels) {
  /** How many there are. */
  public int count() {
    return logits.length;
  }
}
