package org.refspark.model.grmnet;

import java.util.Arrays;
import org.refspark.model.boxes.Boxes;

/**
 * GRM-Net's global reference mechanism: each candidate is described by where it lies in the picture
 * (absolute vector) and by where K reference boxes lie relative to it (equation 1), so that "the
 * leftmost tree" can be told from the other trees.
 *
 * <p>Boxes as in {@link org.refspark.model.boxes}. A candidate is never its own reference. Where
 * fewer than K others exist, the missing vectors are zeros. A candidate's width and height count as
 * 1 pixel at least, or a sliver's vectors would dwarf all others.
 *
 * @param count K, references of a candidate; 0 for none
 * @param selection which boxes are references
 * @param form what is said about a reference
 */
public record GlobalReferences(int count, ReferenceSelection selection, VectorForm form) {
  public GlobalReferences {
    if (count < 0) {
      throw new IllegalArgumentException("The number of references must be from 0, not " + count);
    }
  }

  /** Numbers that describe the references of one candidate: K vectors one after the other. */
  public int width() {
    return count * form.size();
  }

  /**
   * The references' vectors, seen from each candidate.
   *
   * @param candidates N boxes
   * @param members for each candidate its index in {@code list}, or −1 where it is not from there;
   *     then the first box of {@code list} with the very same corners counts as itself
   * @param list boxes to take references from, best first. The paper's: the proposals by
   *     objectness. The released code's in training: the sampled regions themselves
   * @return N×K·{@link VectorForm#size()} numbers
   */
  public float[] vectors(float[] candidates, int[] members, float[] list) {
    int[] references = indices(candidates, members, list);
    var vectors = new float[members.length * width()];
    for (int i = 0; i < members.length; i++) {
      for (int k = 0; k < count; k++) {
        int reference = references[i * count + k];
        if (reference >= 0) {
          relative(candidates, i, list, reference, vectors, i * width() + k * form.size());
        }
      }
    }
    return vectors;
  }

  /**
   * Which boxes of the list are the references of each candidate; arguments as in {@link #vectors}.
   *
   * @return N×K indices into {@code list}, in the order of the vectors; −1 where there is none
   */
  public int[] indices(float[] candidates, int[] members, float[] list) {
    if (Boxes.count(candidates) != members.length) {
      throw new IllegalArgumentException(
          "Each candidate needs its place in the list or -1, but there are %d candidates and %d places"
              .formatted(Boxes.count(candidates), members.length));
    }
    int listed = Boxes.count(list);
    var indices = new int[members.length * count];
    Arrays.fill(indices, -1);
    for (int i = 0; i < members.length; i++) {
      if (members[i] < -1 || members[i] >= listed) {
        throw new IllegalArgumentException(
            "Candidate %d is said to be number %d of a list of %d boxes"
                .formatted(i, members[i], listed));
      }
      int self = members[i] >= 0 ? members[i] : same(candidates, i, list);
      switch (selection) {
        case CONSISTENCY -> first(self, listed, indices, i * count);
        case DISTANCE -> nearest(candidates, i, self, list, indices, i * count);
      }
    }
    return indices;
  }

  /**
   * Where each candidate lies in the picture: {@code [x1/W, y1/H, (x2 − 1)/W, (y2 − 1)/H, w h / (W
   * H)]}, or {@code [x/W, y/H, w h / (W H)]} of the centre where the form has three numbers.
   *
   * @param candidates N boxes
   * @param width W of the picture in pixels
   * @param height H of the picture in pixels
   * @return N×{@link VectorForm#size()} numbers
   */
  public float[] absolute(float[] candidates, float width, float height) {
    int n = Boxes.count(candidates);
    var vectors = new float[n * form.size()];
    int next = 0;
    for (int i = 0; i < n; i++) {
      int p = 4 * i;
      if (form == VectorForm.CENTRE_3) {
        vectors[next++] = centre(candidates, p) / width;
        vectors[next++] = centre(candidates, p + 1) / height;
      } else {
        vectors[next++] = candidates[p] / width;
        vectors[next++] = candidates[p + 1] / height;
        vectors[next++] = (candidates[p + 2] - 1) / width;
        vectors[next++] = (candidates[p + 3] - 1) / height;
      }
      vectors[next++] = Boxes.area(candidates, i) / (width * height);
    }
    return vectors;
  }

  private void first(int self, int listed, int[] indices, int at) {
    int next = at;
    for (int j = 0; j < listed && next < at + count; j++) {
      if (j != self) {
        indices[next++] = j;
      }
    }
  }

  /** Keeps the K nearest so far in order, by insertion; a tie leaves the earlier box before. */
  private void nearest(float[] candidates, int i, int self, float[] list, int[] indices, int at) {
    var distances = new double[count];
    int found = 0;
    for (int j = 0; j < list.length / 4; j++) {
      double distance = squaredDistance(candidates, i, list, j);
      if (j == self || (found == count && (count == 0 || distance >= distances[count - 1]))) {
        continue;
      }
      int k = found < count ? found++ : count - 1;
      for (; k > 0 && distances[k - 1] > distance; k--) {
        distances[k] = distances[k - 1];
        indices[at + k] = indices[at + k - 1];
      }
      distances[k] = distance;
      indices[at + k] = j;
    }
  }

  private void relative(float[] candidates, int i, float[] list, int j, float[] vectors, int at) {
    int p = 4 * i;
    int q = 4 * j;
    float width = Math.max(1, candidates[p + 2] - candidates[p]);
    float height = Math.max(1, candidates[p + 3] - candidates[p + 1]);
    switch (form) {
      case CENTRE_5 -> {
        float x = centre(candidates, p);
        float y = centre(candidates, p + 1);
        vectors[at] = (list[q] - x) / width;
        vectors[at + 1] = (list[q + 1] - y) / height;
        vectors[at + 2] = (list[q + 2] - x) / width;
        vectors[at + 3] = (list[q + 3] - y) / height;
      }
      case CORNER_5 -> {
        vectors[at] = (list[q] - candidates[p]) / width;
        vectors[at + 1] = (list[q + 1] - candidates[p + 1]) / height;
        vectors[at + 2] = (list[q + 2] - candidates[p + 2]) / width;
        vectors[at + 3] = (list[q + 3] - candidates[p + 3]) / height;
      }
      case CENTRE_3 -> {
        vectors[at] = (centre(list, q) - centre(candidates, p)) / width;
        vectors[at + 1] = (centre(list, q + 1) - centre(candidates, p + 1)) / height;
      }
    }
    vectors[at + form.size() - 1] = Boxes.area(list, j) / (width * height);
  }

  private static int same(float[] candidates, int i, float[] list) {
    for (int j = 0; j < list.length / 4; j++) {
      if (Arrays.equals(candidates, 4 * i, 4 * i + 4, list, 4 * j, 4 * j + 4)) {
        return j;
      }
    }
    return -1;
  }

  private static double squaredDistance(float[] a, int i, float[] b, int j) {
    double x = centre(a, 4 * i) - (double) centre(b, 4 * j);
    double y = centre(a, 4 * i + 1) - (double) centre(b, 4 * j + 1);
    return x * x + y * y;
  }

  /** Middle between a coordinate and the opposite one, two places on. */
  private static float centre(float[] boxes, int at) {
    return 0.5f * (boxes[at] + boxes[at + 2]);
  }
}
