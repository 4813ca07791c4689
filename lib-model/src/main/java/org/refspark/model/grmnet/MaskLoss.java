package org.refspark.model.grmnet;

import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.ArrayPool;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Kernel;
import org.refspark.model.graph.Parameters;

/**
 * The loss of the masks of the foreground regions, whose number only the running step knows: the
 * mask head is run for about as many, in a graph of that size. Of the 64 places of a step at 512 ×
 * 512 a few are taken, and all of them would be more multiply-adds than the backbone of ResNet-50.
 *
 * <p>Inputs: regions {@code [M, 6]} for RoIAlign, picture −1 where there is none; classes {@code
 * [M]}; targets and weights {@code [M, 28, 28, 1]}; the pyramid's levels; the mask head's trainable
 * weights. Outputs: the loss {@code [1]}; then what its gradient needs, the gradients of the levels
 * but the coarsest and of the weights.
 */
final class MaskLoss implements Kernel {
  private static final int ROWS = 4;

  private final GrmNetConfig config;
  private final Parameters parameters;
  private final List<long[]> levelShapes;
  private final Graph head;
  private final TreeMap<Integer, MaskLossGraph> graphs = new TreeMap<>();
  private long multiplyAdds;

  /** Declares the mask head's weights. */
  MaskLoss(GrmNetConfig config, Parameters parameters, List<long[]> levelShapes) {
    this.config = config;
    this.parameters = parameters;
    this.levelShapes = levelShapes;
    this.head = new MaskLossGraph(config, parameters, levelShapes, 1).graph();
  }

  /** The mask head's trainable weights as variables of a graph: the last of the inputs. */
  List<SDVariable> weights(Graph graph) {
    return graph.shared(head);
  }

  @Override
  public String name() {
    return "mask_loss";
  }

  @Override
  public long[][] shapes(long[][] in) {
    var shapes = new long[1 + gradients().length][];
    shapes[0] = new long[] {1};
    for (int i = 1; i < shapes.length; i++) {
      shapes[i] = in[gradients()[i - 1]].clone();
    }
    return shapes;
  }

  /** The inputs that have gradients. */
  private int[] gradients() {
    int inputs = ROWS + levelShapes.size() + head.trainable().size();
    return IntStream.range(0, inputs).filter(this::differentiable).toArray();
  }

  @Override
  public boolean differentiable(int input) {
    return input >= ROWS && input != ROWS + levelShapes.size() - 1;
  }

  @Override
  public Reads reads() {
    return Reads.OUTPUTS;
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    var pyramid = Arrays.copyOfRange(in, ROWS, ROWS + levelShapes.size());
    var pool = ArrayPool.ofAnySize();
    int most = (int) in[0].size(0);
    return () -> {
      var rows = Arrays.stream(in).limit(ROWS).map(HostArray::copy).toArray(float[][]::new);
      var taken = IntStream.range(0, most).filter(row -> rows[0][6 * row] >= 0).toArray();
      if (taken.length == 0) {
        Arrays.stream(out).forEach(array -> array.assign(0));
        multiplyAdds = 0;
        return;
      }
      var graph =
          graphs.computeIfAbsent(
              Math.min(most, places(taken.length)),
              places -> {
                var made = new MaskLossGraph(config, parameters, levelShapes, places);
                made.bind(pyramid, out, pool);
                return made;
              });
      graph.run(taken, rows);
      multiplyAdds = graph.plan().multiplyAdds();
    };
  }

  /** Multiply-adds of the last run, forwards. */
  long multiplyAdds() {
    return multiplyAdds;
  }

  /** Bytes that the graphs hold, whose memory is one, but for smaller graphs' inputs. */
  long bytes() {
    return graphs.values().stream().mapToLong(graph -> graph.plan().bytes()).max().orElse(0);
  }

  /** The next of 1, 2, 3, 4, 6, 8, 12, 16, …: few graphs, and few places left over. */
  static int places(int regions) {
    int power = Integer.highestOneBit(regions);
    if (power == regions) {
      return power;
    }
    return 2 * regions <= 3 * power ? power + power / 2 : 2 * power;
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    var differentiable = gradients();
    return () -> {
      float upstream = HostArray.copy(gradOut[0])[0];
      for (int i = 0; i < differentiable.length; i++) {
        var gradient = gradIn[differentiable[i]];
        if (gradient != null) {
          gradient.assign(out[i + 1]);
          gradient.muli(upstream);
        }
      }
    };
  }
}
