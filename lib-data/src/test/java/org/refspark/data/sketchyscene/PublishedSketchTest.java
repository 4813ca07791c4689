package org.refspark.data.sketchyscene;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.refspark.data.Expression;
import org.refspark.data.FolderFiles;
import org.refspark.data.Instance;
import org.refspark.data.RealData;
import org.refspark.data.image.InkMap;
import org.refspark.data.image.Nearest;
import org.refspark.data.image.Pictures;
import org.refspark.data.mask.Rle;
import org.refspark.data.text.Vocabulary;
import org.refspark.data.text.WordTokenizer;

/** The real annotations, and the one real test sketch with its stand-in ground truth. */
class PublishedSketchTest {
  private static final String ROOT = "sketchyscene_matching";

  @Test
  void sketch30IsReadAsTheReferenceLoaderReadsIt() throws Exception {
    var reader =
        new SketchySceneReader(
            new FolderFiles(RealData.at(ROOT + "/derived")),
            new FolderFiles(RealData.at(ROOT + "/annotations")),
            "test");
    Entry entry =
        reader.entries().stream().filter(each -> each.key() == 30).findFirst().orElseThrow();
    var sketch = reader.read(entry);
    var known = RealData.json(ROOT + "/derived/expected_30.json");
    assertEquals("test/30", sketch.id());
    assertEquals(
        ints(known.path("class_by_rank")),
        sketch.instances().stream().map(Instance::category).toList());
    assertEquals(
        ints(known.path("area_by_rank")),
        sketch.instances().stream().map(instance -> (int) instance.mask().area()).toList());
    assertEquals(24, known.path("expressions").size());
    assertEquals(24, sketch.expressions().size());
    for (int i = 0; i < 24; i++) {
      var expected = known.path("expressions").get(i);
      Expression expression = sketch.expressions().get(i);
      assertEquals("test/30#" + i, expression.id());
      assertEquals(expected.path("sentence").textValue(), expression.text());
      assertEquals(ints(expected.path("indices")), expression.targets());
      Rle union =
          Rle.union(
              expression.targets().stream()
                  .map(target -> sketch.instances().get(target).mask())
                  .toList());
      assertEquals(expected.path("area_750").intValue(), union.area());
      assertEquals(expected.path("rle_750").textValue(), union.compressed());
      Rle large = Nearest.CORNERS.resize(union, 768, 768);
      assertEquals(expected.path("area_768_zoom").intValue(), large.area());
      assertEquals(expected.path("rle_768_zoom").textValue(), large.compressed());
    }
    Rle ink = InkMap.of(Pictures.decode("30", sketch.picture())).mask();
    Rle all = Rle.union(sketch.instances().stream().map(Instance::mask).toList());
    assertTrue(ink.and(all).area() > 0.79 * all.area(), "masks lie on strokes");
  }

  @Test
  void annotationsHoldThePublishedNumbers() throws Exception {
    assertStatistics("train", 1337, 30_120, 74, 2441, 917, 474, 36, 5609, 44.0, 24);
    assertStatistics("val", 116, 2338, 65, 591, 56, 30, 38, 504, 44.1, 16);
    assertStatistics("test", 242, 6112, 71, 1024, 255, 142, 32, 1110, 47.9, 16);
  }

  @Test
  void sketchesAndSentencesKeepThePublishedOrder() throws Exception {
    var published = RealData.json(ROOT + "/annotations/sentence_instance_val.json");
    List<Entry> entries = entries("val");
    for (int i = 0; i < entries.size(); i++) {
      assertEquals(published.get(i).path("key").intValue(), entries.get(i).key());
      var names = new ArrayList<String>();
      published.get(i).path("sen_instIdx_map").fieldNames().forEachRemaining(names::add);
      assertEquals(names, entries.get(i).sentences().stream().map(Entry.Sentence::text).toList());
    }
  }

  private static void assertStatistics(
      String split,
      int sketches,
      int pairs,
      int words,
      int distinct,
      int doubleBlanks,
      int duplicates,
      int largestIndex,
      int largestKey,
      double severalPercent,
      int mostTargets)
      throws Exception {
    List<Entry> entries = entries(split);
    var sentences = entries.stream().flatMap(entry -> entry.sentences().stream()).toList();
    var texts = sentences.stream().map(Entry.Sentence::text).toList();
    assertEquals(sketches, entries.size());
    assertEquals(pairs, sentences.size());
    assertEquals(words + 4, Vocabulary.of(texts).size());
    assertEquals(distinct, new HashSet<>(texts).size());
    assertEquals(doubleBlanks, texts.stream().filter(text -> text.contains("  ")).count());
    assertEquals(
        duplicates,
        entries.stream().mapToInt(PublishedSketchTest::duplicatesAfterCollapsing).sum());
    assertEquals(
        largestIndex,
        sentences.stream().flatMap(each -> each.instances().stream()).max(Integer::compare).get());
    assertEquals(largestKey, entries.stream().mapToInt(Entry::key).max().getAsInt());
    assertEquals(
        severalPercent,
        100.0 * sentences.stream().filter(each -> each.instances().size() > 1).count() / pairs,
        0.05);
    assertEquals(
        mostTargets, sentences.stream().mapToInt(each -> each.instances().size()).max().getAsInt());
  }

  private static int duplicatesAfterCollapsing(Entry entry) {
    var collapsed = new HashSet<List<String>>();
    entry.sentences().forEach(sentence -> collapsed.add(WordTokenizer.words(sentence.text())));
    return entry.sentences().size() - collapsed.size();
  }

  private static List<Entry> entries(String split) throws Exception {
    var files = new FolderFiles(RealData.at(ROOT + "/annotations"));
    return new SketchySceneReader(files, split).entries();
  }

  private static List<Integer> ints(JsonNode list) {
    return Stream.of(new ObjectMapper().convertValue(list, Integer[].class)).toList();
  }
}
