package org.refspark.model.grmnet;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.boxes.AnchorGenerator;
import org.refspark.model.boxes.ProposalSelection;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Plan;
import org.refspark.model.nn.Fpn;
import org.refspark.model.nn.Layers;

/**
 * What training and inference have in common: pyramid, coordinates and anchors of a configuration.
 */
final class Trunk {
  private final GrmNetConfig config;
  private final float[] anchors;
  private final int[] counts;

  Trunk(GrmNetConfig config) {
    this.config = config;
    int levels = config.pyramid().levels();
    var strides = new int[levels];
    var cells = new int[levels];
    for (int i = 0; i < levels; i++) {
      strides[i] = config.pyramid().stride(i);
      cells[i] = config.imageSize() / strides[i];
    }
    var sizes = config.rpn().anchorSizes().stream().mapToInt(Integer::intValue).toArray();
    var ratios = new float[config.rpn().anchorRatios().size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = config.rpn().anchorRatios().get(i).floatValue();
    }
    var generator = new AnchorGenerator(strides, sizes, ratios);
    this.anchors = generator.anchors(cells, cells);
    this.counts = generator.counts(cells, cells);
  }

  /** Anchors of all levels, flat. */
  float[] anchors() {
    return anchors;
  }

  ProposalReader reader(int preNms, int postNms) {
    return new ProposalReader(
        anchors,
        counts,
        config.imageSize(),
        new ProposalSelection(preNms, postNms, config.rpn().nms()));
  }

  /** Pyramid of the pictures {@code [B, S, S, 3]}, finest level first. */
  List<SDVariable> pyramid(Graph graph, SDVariable pictures) {
    var backbone = new Layers(graph, "backbone", config.norm(), config.normGroups());
    var maps = config.backbone().features(backbone, pictures);
    int skipped = config.pyramid().finest() - 2;
    var fpn = new Layers(graph, "fpn", config.norm(), config.normGroups());
    return new Fpn(config.pyramid().channels()).levels(fpn, maps.subList(skipped, maps.size()));
  }

  /** Inputs for the coordinates of each level; {@link #writeCoordinates} fills them once. */
  List<SDVariable> coordinates(Graph graph) {
    var inputs = new ArrayList<SDVariable>();
    for (int i = 0; i < counts.length; i++) {
      int cells = config.imageSize() / config.pyramid().stride(i);
      inputs.add(graph.input("coordinates." + i, 1, cells, cells, RpnFusion.COORDINATES));
    }
    return inputs;
  }

  static void writeCoordinates(Plan plan, List<SDVariable> inputs) {
    for (var input : inputs) {
      var array = plan.array(input);
      HostArray.write(array, RpnFusion.coordinates((int) array.size(1), (int) array.size(2)));
    }
  }

  /** The RPN's logits, then its offsets, as kernels take them. */
  static SDVariable[] logitsThenDeltas(List<RpnFusion.Level> levels) {
    var all = new ArrayList<SDVariable>();
    levels.forEach(level -> all.add(level.logits()));
    levels.forEach(level -> all.add(level.deltas()));
    return all.toArray(SDVariable[]::new);
  }
}
