package org.refspark.model.mmnet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.refspark.model.OracleCase;
import org.refspark.model.nn.Layers;
import org.refspark.model.nn.Maps;
import org.refspark.model.nn.Norm;

/** What MMNet has from CRIS, beside CRIS's code: values and gradients. */
class CrisOracleTest {
  static Stream<OracleCase> necks() {
    return OracleCase.named("cris_neck_tiny");
  }

  static Stream<OracleCase> decoders() {
    return OracleCase.named("cris_decoder_tiny");
  }

  static Stream<OracleCase> projectors() {
    return OracleCase.named("cris_projector_tiny");
  }

  private static TorchComponent component(OracleCase oracle, String part) {
    return new TorchComponent(oracle, name -> name.substring(part.length() + 1));
  }

  private static Layers layers(TorchComponent component, String part) {
    return new Layers(component.graph, part, Norm.BATCH, 1);
  }

  @ParameterizedTest
  @MethodSource("necks")
  void neckFusesMapsAndSentenceAsCrisDoes(OracleCase oracle) {
    var channels = oracle.hyper().path("out_channels");
    var config =
        new MmNetConfig.Neck(
            channels.get(0).asInt(), channels.get(1).asInt(), channels.get(2).asInt(), true);
    var component = component(oracle, "neck");
    var neck = new Neck(config, layers(component, "neck"));
    var seen = neck.see(component.map("v3"), component.map("v4"), component.map("v5"));
    var fused = neck.fuse(seen, component.rows("state"));
    component.run(fused, mapFactors(oracle, "inputs/loss_R_fq.npy"));
    int[] shape = oracle.shape("outputs/fq.npy");
    oracle.assertClose(
        "outputs/fq.npy", Maps.channelsFirst(component.values(fused), shape[0], shape[1]));
    for (var map : List.of("v3", "v4", "v5")) {
      oracle.assertClose("outputs/grad_in_" + map + ".npy", component.mapGradient(map));
    }
    oracle.assertClose("outputs/grad_in_state.npy", component.gradient("state"));
    component.assertWeightGradients("");
  }

  private static float[] mapFactors(OracleCase oracle, String file) {
    int[] shape = oracle.shape(file);
    return Maps.channelsLast(oracle.floats(file), shape[0], shape[1]);
  }

  /**
   * MMNet's queries are never padding, so each sample is run by itself with the words it has; its
   * gradients are added.
   */
  @ParameterizedTest
  @MethodSource("decoders")
  void decoderLooksAtCellsAndQueriesAsCrisDoes(OracleCase oracle) {
    int[] shape = oracle.shape("inputs/vis.npy");
    var components = new ArrayList<TorchComponent>();
    var outputs = new ArrayList<float[]>();
    for (int n = 0; n < shape[0]; n++) {
      components.add(decode(oracle, n, outputs));
    }
    oracle.assertClose("outputs/out.npy", join(outputs));
    oracle.assertClose(
        "outputs/grad_in_vis.npy",
        join(
            components.stream()
                .map(c -> Maps.channelsFirst(c.gradient("vis"), 1, shape[1]))
                .toList()));
    int words = oracle.shape("inputs/txt.npy")[1] * shape[1];
    oracle.assertClose(
        "outputs/grad_in_txt.npy",
        join(components.stream().map(c -> Arrays.copyOf(c.gradient("txt"), words)).toList()));
    components.get(0).addGradients(components.get(1));
    components.get(0).assertWeightGradients("");
  }

  private static TorchComponent decode(OracleCase oracle, int sample, List<float[]> outputs) {
    var hyper = oracle.hyper();
    var config =
        new MmNetConfig.Decoder(
            hyper.path("num_layers").asInt(),
            hyper.path("nhead").asInt(),
            hyper.path("dim_ffn").asInt(),
            0,
            true);
    var component = component(oracle, "decoder");
    var decoder = new VisionLanguageDecoder(config, layers(component, "decoder"));
    int[] shape = oracle.shape("inputs/vis.npy");
    int channels = shape[1];
    int words = oracle.shape("inputs/txt.npy")[1];
    var padding = sample(oracle, "inputs/pad_mask.npy", sample);
    int real = 0;
    while (real < words && padding[real] == 0) {
      real++;
    }
    var map =
        component.input(
            "vis",
            Maps.channelsLast(sample(oracle, "inputs/vis.npy", sample), 1, channels),
            1,
            shape[2],
            shape[3],
            channels);
    var text =
        component.input(
            "txt",
            Arrays.copyOf(sample(oracle, "inputs/txt.npy", sample), real * channels),
            1,
            real,
            channels);
    var out = decoder.decode(map, text);
    var factors = sample(oracle, "inputs/loss_R_out.npy", sample);
    component.run(out, Maps.channelsLast(factors, 1, channels));
    outputs.add(Maps.channelsFirst(component.values(out), 1, channels));
    return component;
  }

  private static float[] sample(OracleCase oracle, String file, int sample) {
    var all = oracle.floats(file);
    int length = all.length / oracle.shape(file)[0];
    return Arrays.copyOfRange(all, sample * length, (sample + 1) * length);
  }

  private static float[] join(List<float[]> parts) {
    int length = parts.get(0).length;
    var all = new float[parts.size() * length];
    for (int i = 0; i < parts.size(); i++) {
      System.arraycopy(parts.get(i), 0, all, i * length, length);
    }
    return all;
  }

  /** CRIS's projector is MMNet's with one query, no activation of its kernel, and score 1. */
  @ParameterizedTest
  @MethodSource("projectors")
  void projectorReadsOneMaskAsCrisDoes(OracleCase oracle) {
    var config =
        new MmNetConfig.Masks(
            oracle.hyper().path("in_dim").asInt(),
            MmNetConfig.ProjectorHead.CRIS,
            true,
            MmNetConfig.KernelActivation.NONE,
            MmNetConfig.MaskActivation.NONE);
    var component = component(oracle, "projector");
    var projector = new MultiMaskProjector(config, layers(component, "projector"));
    var map = projector.map(component.map("x"));
    var word = component.rows("word");
    int[] shape = oracle.shape("inputs/word.npy");
    var query = component.graph.reshape(word, shape[0], 1, shape[1]);
    var mask = projector.masks(map, query);
    component.run(mask, oracle.floats("inputs/loss_R_out.npy"));
    oracle.assertClose("outputs/out.npy", component.values(mask));
    oracle.assertClose("outputs/grad_in_x.npy", component.mapGradient("x"));
    oracle.assertClose("outputs/grad_in_word.npy", component.gradient("word"));
    component.assertWeightGradients("");
  }
}
