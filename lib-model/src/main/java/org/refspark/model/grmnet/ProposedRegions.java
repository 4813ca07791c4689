package org.refspark.model.grmnet;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.boxes.Proposals;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.HostLoop;
import org.refspark.model.graph.Kernel;

/**
 * The proposals of each expression as regions with their references, at inference. Inputs: the
 * RPN's logits and offsets by level. Outputs: regions {@code [N·R, 6]} (picture −1 where there are
 * fewer proposals) and vectors {@code [N·R, V]}.
 */
final class ProposedRegions implements Kernel {
  private final GrmNetConfig config;
  private final ProposalReader reader;
  private final RegionRows rows;
  private Proposals[] proposals = {};
  private boolean withReferences = true;

  ProposedRegions(GrmNetConfig config, ProposalReader reader) {
    this.config = config;
    this.reader = reader;
    this.rows = new RegionRows(config);
  }

  /** The proposals of expression n in the last run. */
  Proposals proposals(int n) {
    return proposals[n];
  }

  /** Sees references in the following runs. */
  void showReferences() {
    withReferences = true;
  }

  /** Sees zeros instead of references in the following runs. */
  void hideReferences() {
    withReferences = false;
  }

  GlobalReferences references() {
    return rows.references();
  }

  @Override
  public String name() {
    return "proposed_regions";
  }

  @Override
  public boolean differentiable(int input) {
    return false;
  }

  @Override
  public long[][] shapes(long[][] in) {
    long r = in[0][0] * config.rpn().postNmsTest();
    return new long[][] {{r, 6}, {r, Math.max(1, RegionRows.vectorWidth(config.references()))}};
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    int expressions = (int) in[0].size(0);
    int regions = config.rpn().postNmsTest();
    return HostArray.program(
        in,
        out,
        () -> {
          proposals = new Proposals[expressions];
          var regionRows = new float[Math.toIntExact(out[0].length())];
          var vectors = new float[Math.toIntExact(out[1].length())];
          HostLoop.over(
              expressions,
              n -> {
                proposals[n] = reader.read(n, in);
                fill(proposals[n], n * regions, regionRows, vectors);
              });
          HostArray.write(out[0], regionRows);
          HostArray.write(out[1], vectors);
        });
  }

  private void fill(Proposals found, int first, float[] regionRows, float[] vectors) {
    for (int i = 0; i < config.rpn().postNmsTest(); i++) {
      if (i < found.count()) {
        rows.region(regionRows, first + i, 0, found.boxes(), i);
      } else {
        regionRows[6 * (first + i)] = -1;
      }
    }
    int width = RegionRows.vectorWidth(config.references());
    if (width == 0) {
      return;
    }
    var members = new int[found.count()];
    Arrays.setAll(members, i -> i);
    rows.vectors(vectors, first, found.boxes(), members, found.boxes());
    if (!withReferences) {
      int own = width - rows.references().width();
      for (int i = 0; i < found.count(); i++) {
        int at = (first + i) * width;
        Arrays.fill(vectors, at + own, at + width, 0);
      }
    }
  }
}
