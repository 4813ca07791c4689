package org.refspark.jobs.train;

import java.io.IOException;
import java.util.Map;

/** Measures a network in the middle of its training, on the same cluster. */
public interface Examiner {
  /**
   * What came out.
   *
   * @param headline the metric to look at first
   * @param metrics by name
   * @param by on what and how it was measured: equal where figures may be compared
   */
  record Examination(String headline, Map<String, Double> metrics, String by) {}

  /**
   * Measures.
   *
   * @param parameters weights and buffers, flat
   * @param folder that takes what is measured, within the run directory
   */
  Examination examine(float[] parameters, String folder) throws IOException;
}
