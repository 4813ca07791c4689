package org.refspark.model.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.refspark.data.DataFormatException;
import org.refspark.model.OracleCase.Tensor;
import org.refspark.model.ParameterLayout;
import org.refspark.model.ParameterLayout.Slot;

class WeightImportTest {
  @Test
  void layoutsOfConvolutionsAndLinearWeightsAreTurned() throws IOException {
    var layout =
        layout(
            Map.of(
                "backbone.conv.weight", new long[] {1, 2, 2, 3},
                "backbone.point.weight", new long[] {2, 3},
                "backbone.fc.weight", new long[] {2, 3},
                "backbone.token_embedding.weight", new long[] {3, 2}));
    var flat = new float[(int) layout.length()];
    // Value of the convolution at out o, in i, row 0, column w: 1 + 4·o + 2·i + w.
    var source =
        ArraysInMemory.of(
            Map.of(
                "conv.weight", ArraysInMemory.counting(3, 2, 1, 2),
                "point.weight", ArraysInMemory.counting(3, 2, 1, 1),
                "fc.weight", ArraysInMemory.counting(3, 2),
                "token_embedding.weight", ArraysInMemory.counting(3, 2)));

    new WeightImport(layout).read("f", source, flat);

    assertHolds(layout, flat, "backbone.conv.weight", 1, 5, 9, 3, 7, 11, 2, 6, 10, 4, 8, 12);
    assertHolds(layout, flat, "backbone.point.weight", 1, 3, 5, 2, 4, 6);
    assertHolds(layout, flat, "backbone.fc.weight", 1, 3, 5, 2, 4, 6);
    assertHolds(layout, flat, "backbone.token_embedding.weight", 1, 2, 3, 4, 5, 6);
  }

  @Test
  void checkpointsOfThisProgramAreTakenAsTheyAre() throws IOException {
    var layout = layout(Map.of("neck.fc.weight", new long[] {2, 3}));
    var flat = new float[6];

    new WeightImport(layout)
        .read(
            "f",
            new ArraysInMemory(Map.of("neck.fc.weight", ArraysInMemory.counting(2, 3)), true),
            flat);

    assertHolds(layout, flat, "neck.fc.weight", 1, 2, 3, 4, 5, 6);
  }

  @Test
  void positionsOfAnotherGridOrLengthAreReportedAsReshaped() throws IOException {
    var layout =
        layout(
            Map.of(
                "clip.visual.positional_embedding", new long[] {10, 1},
                "clip.positional_embedding", new long[] {2, 2}));
    var flat = new float[14];

    var report =
        new WeightImport(layout)
            .read(
                "f",
                ArraysInMemory.of(
                    Map.of(
                        "visual.positional_embedding",
                        new Tensor(new int[] {5, 1}, new float[] {9, 1, 2, 4, -3}),
                        "positional_embedding",
                        ArraysInMemory.counting(5, 2))),
                flat);

    assertEquals(2, report.reshaped().size());
    assertTrue(
        report.text(9).contains("clip.visual.positional_embedding [5, 1] -> [10, 1]"),
        report.text(9));
    assertHolds(layout, flat, "clip.positional_embedding", 1, 2, 3, 4);
    assertEquals(9, flat[(int) layout.slot("clip.visual.positional_embedding").offset()]);
  }

  @Test
  void longerSentencesThanTheFileKnowsAreRefused() {
    var layout = layout(Map.of("clip.positional_embedding", new long[] {7, 2}));
    assertProblem(
        "clip.positional_embedding needs [7, 2] and not [5, 2]",
        layout,
        Map.of("positional_embedding", ArraysInMemory.counting(5, 2)));
  }

  @Test
  void filesWithoutAnyCommonArrayAreRefusedWithWhatBothHave() {
    assertProblem(
        "none of its arrays is the network's, is it of another architecture? The file has"
            + " visual.conv1.weight; the network has backbone.stem.0.weight",
        layout(Map.of("backbone.stem.0.weight", new long[] {3, 3, 3, 8})),
        Map.of("visual.conv1.weight", ArraysInMemory.counting(8, 3, 3, 3)));
  }

  @Test
  void aPartThatIsMostlyMissingIsAnotherArchitecture() {
    var slots = new LinkedHashMap<String, long[]>();
    for (int i = 0; i < 5; i++) {
      slots.put("backbone.layer%d.bias".formatted(i), new long[] {2});
    }
    assertProblem(
        "only 2 of the 5 arrays of backbone are in it",
        layout(slots),
        Map.of(
            "layer0.bias", ArraysInMemory.counting(2),
            "layer1.bias", ArraysInMemory.counting(2)));
  }

  /** CLIP's text encoders are alike; a residual network is no vision transformer. */
  @Test
  void anotherPictureEncoderIsRefusedThoughTheTextEncoderFits() {
    var layout =
        layout(
            Map.of(
                "clip.ln_final.bias", new long[] {2},
                "clip.ln_final.weight", new long[] {2},
                "clip.visual.ln_pre.bias", new long[] {2}));
    assertProblem(
        "only 0 of the 1 arrays of clip.visual are in it",
        layout,
        Map.of(
            "ln_final.bias", ArraysInMemory.counting(2),
            "ln_final.weight", ArraysInMemory.counting(2),
            "visual.layer1.0.bn1.bias", ArraysInMemory.counting(2)));
  }

  @Test
  void twoArraysForOnePlaceAndPiecesWithoutTheOthersAreRefused() {
    assertProblem(
        "are the network's backbone.fc.bias; remove one of them",
        layout(Map.of("backbone.fc.bias", new long[] {2})),
        Map.of(
            "fc.bias", ArraysInMemory.counting(2),
            "module.fc.bias", ArraysInMemory.counting(2)));
    assertProblem(
        "has only [text_model.encoder.layers.0.self_attn.k_proj.bias] of the 3 pieces",
        layout(Map.of("clip.transformer.resblocks.0.attn.in_proj_bias", new long[] {6})),
        Map.of("text_model.encoder.layers.0.self_attn.k_proj.bias", ArraysInMemory.counting(2)));
  }

  @Test
  void reportCountsPartsApartAndLimitsItsLists() throws IOException {
    var layout =
        layout(
            Map.of(
                "backbone.a.bias", new long[] {1},
                "backbone.b.bias", new long[] {1},
                "neck.bias", new long[] {1}));
    var tensors = new LinkedHashMap<String, Tensor>();
    tensors.put("a.bias", ArraysInMemory.counting(1));
    tensors.put("a.num_batches_tracked", ArraysInMemory.counting(1));
    for (int i = 0; i < 5; i++) {
      tensors.put("fc" + i, ArraysInMemory.counting(1));
    }

    var report = new WeightImport(layout).read("w.pt", ArraysInMemory.of(tensors), new float[3]);

    assertEquals(
        """
        w.pt (memory): 1 arrays matched, 0 reshaped, 1 missing, 5 unexpected; 1 in other parts \
        keep their start values
          missing, keep their start values: backbone.b.bias
          unexpected, not used: fc0, fc1 and 3 more""",
        report.text(2));
  }

  private static ParameterLayout layout(Map<String, long[]> shapes) {
    var slots = new ArrayList<Slot>();
    long offset = 0;
    for (var entry : shapes.entrySet()) {
      var slot = new Slot(entry.getKey(), entry.getValue(), offset, "g", true);
      slots.add(slot);
      offset += slot.length();
    }
    return new ParameterLayout(slots);
  }

  private static void assertHolds(
      ParameterLayout layout, float[] flat, String name, float... expected) {
    var slot = layout.slot(name);
    int from = (int) slot.offset();
    assertArrayEquals(
        expected, java.util.Arrays.copyOfRange(flat, from, from + expected.length), name);
    assertEquals(expected.length, slot.length());
  }

  private static void assertProblem(
      String problem, ParameterLayout layout, Map<String, Tensor> tensors) {
    var flat = new float[(int) layout.length()];
    var error =
        assertThrows(
            DataFormatException.class,
            () -> new WeightImport(layout).read("w.pt", ArraysInMemory.of(tensors), flat));
    assertTrue(error.getMessage().startsWith("w.pt: "), error.getMessage());
    assertTrue(error.getMessage().contains(problem), error.getMessage());
    assertArrayEquals(new float[flat.length], flat, "nothing is changed");
  }
}
