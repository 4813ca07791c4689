package org.refspark.model.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.Kernel;
import org.refspark.model.graph.MatrixProduct;
import org.refspark.model.graph.NativeCall;

/**
 * Scaled dot-product attention of several heads (Vaswani et al. 2017, eq. 1): softmax(Q·Kᵀ/√D)·V,
 * each head on its own D = C/heads channels. B samples, Lq queries, Lk keys.
 *
 * <p>Inputs: q {@code [B, Lq, C]}, k and v {@code [B, Lk, C]}, and optionally which keys are seen,
 * {@code [B, Lk]} with 1 = seen and 0 = hidden; a query that sees no key gets zeros. Or, for
 * self-attention, one array {@code [B, L, 3C]} that holds q, k and v side by side. Outputs: {@code
 * [B, Lq, C]} and the logarithm of each softmax's denominator {@code [B, heads, Lq]}.
 *
 * <p>The gradient computes the probabilities again from that logarithm: keeping them would take 39
 * MB for each layer of ViT-B/16 at 900 tokens, computing them takes a seventh of the products. Both
 * directions go over tiles of queries whose scores stay in the cache.
 *
 * @param heads number of heads, a divisor of C
 * @param causal whether a query sees only the keys up to its own place
 */
public record Attention(int heads, boolean causal) implements Kernel {
  @Override
  public String name() {
    return "attention";
  }

  @Override
  public long[][] shapes(long[][] in) {
    var sizes = sizes(in);
    boolean fits = sizes.channels() % heads == 0;
    if (in.length == 1) {
      fits &= in[0][2] == 3L * sizes.channels();
    } else {
      long[] keys = {in[0][0], in[1][1], in[0][2]};
      fits &= Arrays.equals(in[1], keys) && Arrays.equals(in[2], keys);
      fits &= in.length == 3 || Arrays.equals(in[3], new long[] {in[0][0], in[1][1]});
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "attention of %d heads gets %s, expected q [B, Lq, C], k and v [B, Lk, C] and optionally [B, Lk], or all in [B, L, 3C]; C a multiple of the heads"
              .formatted(heads, Arrays.deepToString(in)));
    }
    return new long[][] {
      {sizes.samples(), sizes.queries(), sizes.channels()},
      {sizes.samples(), heads, sizes.queries()}
    };
  }

  private AttentionSizes sizes(long[][] in) {
    boolean packed = in.length == 1;
    return new AttentionSizes(
        (int) in[0][0],
        heads,
        (int) in[0][1],
        (int) in[packed ? 0 : 1][1],
        (int) in[0][2] / (packed ? 3 : 1));
  }

  private AttentionSizes sizes(INDArray[] in) {
    return sizes(Arrays.stream(in).map(INDArray::shape).toArray(long[][]::new));
  }

  private static INDArray mask(INDArray[] in) {
    return in.length == 4 ? in[3] : null;
  }

  @Override
  public boolean differentiable(int input) {
    return input < 3;
  }

  @Override
  public long[][] forwardScratch(long[][] in) {
    return new long[][] {{sizes(in).valuesOfGroup()}};
  }

  @Override
  public long[][] backwardScratch(long[][] in) {
    long values = sizes(in).valuesOfGroup();
    return new long[][] {{values}, {values}};
  }

  @Override
  public long multiplyAdds(long[][] in) {
    var sizes = sizes(in);
    // Scores, then weighted values; a causal mask hides products but does not save them.
    return 2L * sizes.samples() * sizes.queries() * sizes.keys() * sizes.channels();
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    var sizes = sizes(in);
    var heads = AttentionHeads.of(in, sizes);
    var result = AttentionHeads.plain(out[0], sizes);
    var rows = new AttentionRows(sizes, causal, mask(in), out[1]);
    List<Runnable> steps = new ArrayList<>();
    for (var group : sizes.groups()) {
      for (var tile : group.tiles()) {
        steps.add(
            MatrixProduct.of(heads[0].queries(tile), heads[1].keys(tile))
                .secondTransposed()
                .factors(sizes.scale(), 0)
                .into(tile.scores(scratch[0])));
      }
      steps.add(rows.softmax(scratch[0], group));
      for (var tile : group.tiles()) {
        steps.add(
            MatrixProduct.of(tile.scores(scratch[0]), heads[2].keys(tile))
                .into(result.queries(tile)));
      }
    }
    return NativeCall.sequence(steps.toArray(Runnable[]::new));
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    var sizes = sizes(in);
    var heads = AttentionHeads.of(in, sizes);
    var gradients = AttentionHeads.of(gradIn, sizes);
    var above = AttentionHeads.plain(gradOut[0], sizes);
    var rows = new AttentionRows(sizes, causal, mask(in), out[1]);
    List<Runnable> steps = new ArrayList<>();
    for (var group : sizes.groups()) {
      for (var tile : group.tiles()) {
        steps.add(
            MatrixProduct.of(heads[0].queries(tile), heads[1].keys(tile))
                .secondTransposed()
                .factors(sizes.scale(), 0)
                .into(tile.scores(scratch[0])));
        steps.add(
            MatrixProduct.of(above.queries(tile), heads[2].keys(tile))
                .secondTransposed()
                .into(tile.scores(scratch[1])));
      }
      // Scores become probabilities P, their gradients ∂P become ∂S = P·(∂P − Σ P·∂P).
      steps.add(rows.gradient(scratch[0], scratch[1], group));
      for (var tile : group.tiles()) {
        addProducts(steps, sizes, tile, heads, gradients, above, scratch);
      }
    }
    return NativeCall.sequence(steps.toArray(Runnable[]::new));
  }

  /** ∂Q = ∂S·K/√D, ∂K = Σ ∂Sᵀ·Q/√D and ∂V = Σ Pᵀ·∂O, sums over the tiles of one head. */
  private static void addProducts(
      List<Runnable> steps,
      AttentionSizes sizes,
      AttentionSizes.Tile tile,
      AttentionHeads[] heads,
      AttentionHeads[] gradients,
      AttentionHeads above,
      INDArray[] scratch) {
    double kept = tile.firstRow() == 0 ? 0 : 1;
    var slope = tile.scores(scratch[1]);
    if (gradients[0] != null) {
      steps.add(
          MatrixProduct.of(slope, heads[1].keys(tile))
              .factors(sizes.scale(), 0)
              .into(gradients[0].queries(tile)));
    }
    if (gradients[1] != null) {
      steps.add(
          MatrixProduct.of(slope, heads[0].queries(tile))
              .firstTransposed()
              .factors(sizes.scale(), kept)
              .into(gradients[1].keys(tile)));
    }
    if (gradients[2] != null) {
      steps.add(
          MatrixProduct.of(tile.scores(scratch[0]), above.queries(tile))
              .firstTransposed()
              .factors(1, kept)
              .into(gradients[2].keys(tile)));
    }
  }
}
