package org.refspark.model.grmnet;

/** Which boxes a candidate is compared with. */
public enum ReferenceSelection {
  /**
   * The same for all candidates: the first of the reference list, which is ordered by objectness
   * (the paper's consistency-based sampling).
   */
  CONSISTENCY,
  /** Each candidate's nearest by distance of centres (the paper's distance-based sampling). */
  DISTANCE
}
