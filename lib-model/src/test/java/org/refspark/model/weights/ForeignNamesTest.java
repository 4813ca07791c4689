package org.refspark.model.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.refspark.model.weights.ForeignNames.Candidate;

class ForeignNamesTest {
  @ParameterizedTest
  @CsvSource({
    "stem.conv1.conv.weight, stem.0.weight",
    "stem.conv1.bn.running_var, stem.1.running_var",
    "stages.0.conv_down.conv.weight, stage1.0.0.weight",
    "stages.4.blocks.3.conv2.bn.bias, stage5.4.conv2.1.bias",
    "conv1.conv.weight, stem.0.weight",
    "backbone.conv_res_block2.conv.bn.weight, stage2.0.1.weight",
    "backbone.conv_res_block3.res7.conv1.conv.weight, stage3.8.conv1.0.weight",
    "conv1.weight, stem.0.weight",
    "bn1.running_mean, stem.1.running_mean",
    "module.layer1.ds_conv.weight, stage1.0.0.weight",
    "module.layer1.ds_bn.bias, stage1.0.1.bias",
    "module.layer4.residual_0.conv2.weight, stage4.1.conv2.0.weight",
    "module.layer4.residual_6.bn1.weight, stage4.7.conv1.1.weight",
    "module_list.0.conv_0.weight, stem.0.weight",
    "module_list.1.batch_norm_1.weight, stage1.0.1.weight",
    "module_list.3.bn_3.bias, stage1.1.conv2.1.bias",
    "model.module_list.73.Conv2d.weight, stage5.4.conv2.0.weight",
    "module_list.12.BatchNorm2d.running_mean, stage3.0.1.running_mean",
    "vision_model.encoder.layers.11.mlp.fc2.bias, visual.transformer.resblocks.11.mlp.c_proj.bias",
    "clip.text_model.final_layer_norm.weight, ln_final.weight",
    "module.visual.conv1.weight, visual.conv1.weight",
  })
  void namesOfOthersAreTranslated(String theirs, String ours) {
    var candidates = ForeignNames.candidates(theirs);
    assertTrue(candidates.contains(new Candidate(ours, 0, 1)), candidates::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"q", "k", "v"})
  void queriesKeysAndValuesAreOneArray(String letter) {
    var name = "text_model.encoder.layers.3.self_attn.%s_proj.weight".formatted(letter);
    var expected =
        new Candidate("transformer.resblocks.3.attn.in_proj_weight", "qkv".indexOf(letter), 3);
    assertTrue(ForeignNames.candidates(name).contains(expected));
  }

  /** The pool of a residual CLIP keeps its three projections, here as there. */
  @Test
  void projectionsOfTheAttentionPoolStayApart() {
    var name = "visual.attnpool.q_proj.weight";
    assertEquals(List.of(new Candidate(name, 0, 1)), ForeignNames.candidates(name));
  }

  @Test
  void darknetHas52ConvolutionsAsPublished() {
    var convolutions = Darknet53.convolutions();
    assertEquals(52, convolutions.size());
    assertEquals(52, new HashSet<>(Darknet53.blocksByLayer().values()).size());
    assertEquals(73, convolutions.get(51).layer());
    long values =
        convolutions.stream()
            .flatMap(conv -> conv.arrays().stream())
            .mapToLong(array -> java.util.Arrays.stream(array.shape()).reduce(1, (a, b) -> a * b))
            .sum();
    // The published darknet53.conv.74 has 162,482,580 bytes, 20 of them header.
    assertEquals((162_482_580 - 20) / 4, values);
  }
}
