package org.refspark.model.grmnet;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.boxes.ProposalSelection;
import org.refspark.model.boxes.Proposals;
import org.refspark.model.graph.HostArray;

/**
 * Reads the RPN's arrays and selects the proposals of one expression.
 *
 * @param anchors of all levels, flat
 * @param counts anchors of each level
 * @param size side of the input, pixels
 * @param selection how many, and which suppression
 */
record ProposalReader(float[] anchors, int[] counts, int size, ProposalSelection selection) {
  /**
   * Proposals of expression n.
   *
   * @param in logits of each level {@code [N, A_l]}, then offsets of each level {@code [N, A_l·4]}
   */
  Proposals read(int n, INDArray[] in) {
    var logits = new float[anchors.length / 4];
    var deltas = new float[anchors.length];
    int from = 0;
    for (int level = 0; level < counts.length; level++) {
      int count = counts[level];
      HostArray.buffer(in[level]).get(n * count, logits, from, count);
      HostArray.buffer(in[counts.length + level]).get(4 * n * count, deltas, 4 * from, 4 * count);
      from += count;
    }
    return selection.select(anchors, counts, logits, deltas, size, size);
  }
}
