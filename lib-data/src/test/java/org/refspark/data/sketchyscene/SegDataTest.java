package org.refspark.data.sketchyscene;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.refspark.data.DataFormatException;
import org.refspark.data.Instance;
import org.refspark.data.RealData;
import org.refspark.data.image.InkMap;
import org.refspark.data.image.Pictures;
import org.refspark.data.mask.Rle;

class SegDataTest {
  private static final String ROOT = "sketchyscene_matching/";

  @Test
  void allNineRealSketchesHaveTheKnownInstances() throws Exception {
    var known = RealData.json(ROOT + "seg_data_expected.json").fields();
    int files = 0;
    while (known.hasNext()) {
      var each = known.next();
      JsonNode expected = each.getValue();
      var found = SegData.read(each.getKey(), RealData.bytes(ROOT + each.getKey())).instances();
      assertEquals(
          ints(expected.path("class_ids")), found.stream().map(SegData.Found::category).toList());
      var boxes = new ArrayList<List<Integer>>();
      expected.path("boxes_y1x1y2x2_inclusive_768").forEach(box -> boxes.add(ints(box)));
      assertEquals(boxes, found.stream().map(SegData.Found::box).toList());
      assertEquals(
          ints(expected.path("mask_areas")),
          found.stream().map(instance -> (int) instance.mask().area()).toList());
      for (int i = 0; i < found.size(); i++) {
        var shape = ints(expected.path("mask_shapes").get(i));
        String knownMask = expected.path("rle").get(i).textValue();
        assertTrue(
            cropped(found.get(i), shape).equals(Rle.parse(shape.get(0), shape.get(1), knownMask)),
            "mask " + i + " of " + each.getKey());
      }
      files++;
    }
    assertEquals(9, files);
  }

  @Test
  void masksAtTheDrawingsSizeLieOnItsStrokes() throws Exception {
    for (String name : List.of("9203", "991037", "99359", "999327")) {
      var seg =
          SegData.read(
              name, RealData.bytes(ROOT + "more_sketches/seg_data/" + name + "_datas.npz"));
      var drawing =
          Pictures.decode(name, RealData.bytes(ROOT + "more_sketches/sketches/" + name + ".png"));
      List<Instance> instances = seg.instances(drawing.height(), drawing.width());
      assertEquals(seg.instances().size(), instances.size());
      Rle all = Rle.union(instances.stream().map(Instance::mask).toList());
      double onInk = (double) InkMap.of(drawing).mask().and(all).area() / all.area();
      assertTrue(onInk > 0.75, name + " has " + onInk + " of its masks on strokes");
    }
  }

  @Test
  void damagedFilesGiveAnErrorAndNothingElse() throws Exception {
    byte[] whole = RealData.bytes(ROOT + "more_sketches/seg_data/77742204_datas.npz");
    for (int part = 0; part < 20; part++) {
      byte[] truncated = Arrays.copyOf(whole, whole.length / 21 * part);
      assertThrows(DataFormatException.class, () -> SegData.read("s", truncated));
    }
    var random = new Random(3);
    for (int trial = 0; trial < 50; trial++) {
      byte[] changed = whole.clone();
      changed[random.nextInt(whole.length)] ^= (byte) (1 + random.nextInt(255));
      try {
        SegData.read("s", changed);
      } catch (DataFormatException e) {
        assertTrue(e.getMessage().startsWith("s"), e.getMessage());
      }
    }
  }

  private static Rle cropped(SegData.Found found, List<Integer> shape) {
    byte[] frame = found.mask().pixels();
    byte[] pixels = new byte[shape.get(0) * shape.get(1)];
    for (int i = 0; i < pixels.length; i++) {
      int row = found.box().get(0) + i / shape.get(1);
      pixels[i] = frame[row * SegData.SIZE + found.box().get(1) + i % shape.get(1)];
    }
    return Rle.ofPixels(shape.get(0), shape.get(1), pixels);
  }

  private static List<Integer> ints(JsonNode list) {
    return List.of(new ObjectMapper().convertValue(list, Integer[].class));
  }
}
