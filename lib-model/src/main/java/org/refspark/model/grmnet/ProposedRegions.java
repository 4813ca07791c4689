package org.refspark.model.grmnet;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.refspark.model.boxes.Proposals;
import org.refspark.model.graph.HostLoop;

/**
 * The proposals of some expressions as the box head takes them: P regions, those of the first
 * expression first.
 *
 * @param proposals by expression
 * @param regions {@code [P, 6]} for RoIAlign
 * @param vectors place and references {@code [P, V]}
 * @param expressions the number of each region's expression {@code [P]}
 */
record ProposedRegions(
    List<Proposals> proposals, float[] regions, float[] vectors, float[] expressions) {

  static ProposedRegions of(GrmNetConfig config, List<Proposals> proposals) {
    int width = RegionRows.vectorWidth(config.references());
    var first = new int[proposals.size() + 1];
    for (int n = 0; n < proposals.size(); n++) {
      first[n + 1] = first[n] + proposals.get(n).count();
    }
    int count = first[proposals.size()];
    var result =
        new ProposedRegions(
            proposals, new float[6 * count], new float[width * count], new float[count]);
    var rows = new RegionRows(config);
    HostLoop.over(proposals.size(), n -> result.fill(n, first[n], rows, width));
    return result;
  }

  private void fill(int n, int first, RegionRows rows, int width) {
    var found = proposals.get(n);
    for (int i = 0; i < found.count(); i++) {
      rows.region(regions, first + i, 0, found.boxes(), i);
      expressions[first + i] = n;
    }
    if (width > 0) {
      var members = IntStream.range(0, found.count()).toArray();
      rows.vectors(vectors, first, found.boxes(), members, found.boxes());
    }
  }

  /** The same with zeros where references were. */
  ProposedRegions withoutReferences(GrmNetConfig.References choice) {
    var own = vectors.clone();
    int width = RegionRows.vectorWidth(choice);
    int references = choice.count() * choice.form().size();
    for (int region = 0; region < count(); region++) {
      int end = (region + 1) * width;
      Arrays.fill(own, end - references, end, 0);
    }
    return new ProposedRegions(proposals, regions, own, expressions);
  }

  /** P, the proposals of all expressions. */
  int count() {
    return expressions.length;
  }
}
