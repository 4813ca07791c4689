package org.refspark.jobs.shard;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.data.DataFormatException;
import org.refspark.data.ReferringImage;
import org.refspark.jobs.evaluate.Toys;
import org.refspark.jobs.storage.Storage;

class ShardUnionTest {
  private static final List<String> RESERVED = List.of("<NULL>", "<START>", "<END>", "<UNK>");

  @TempDir Path folder;

  @Test
  void aSingleFolderIsWhatItWas() throws IOException {
    var pictures = Toys.pictures(2);
    write("a", pictures, List.of("even", "odd"), "b");
    try (var alone = ShardSet.open(storage("a"));
        var listed = ShardSet.open(List.of(storage("a")))) {
      assertEquals(alone.manifest(), listed.manifest());
      assertEquals("test/0", listed.entries().get(0).id());
      assertEquals("test/0", listed.read(0, 0).id());
    }
  }

  @Test
  void picturesOfTheSameIdAreToldApartAndReadFromTheirFolder() throws IOException {
    write("a", Toys.pictures(2), List.of("even", "odd"), "b");
    write("b", Toys.pictures(5), List.of("even", "odd"), "a");
    try (var union = ShardSet.open(List.of(storage("a"), storage("b")))) {
      var ids = union.entries().stream().map(ShardSet.Entry::id).toList();
      assertEquals(
          List.of(
              "0/test/0", "0/test/1", "1/test/0", "1/test/1", "1/test/2", "1/test/3", "1/test/4"),
          ids);
      var expressions = new HashSet<String>();
      for (var entry : union.entries()) {
        var read = union.read(entry);
        var drawn = Toys.pictures(5).get(Integer.parseInt(entry.id().substring(7)));
        assertEquals(entry.id(), read.id());
        assertArrayEquals(drawn.picture(), read.picture());
        assertEquals(drawn.instances(), read.instances());
        for (int i = 0; i < drawn.expressions().size(); i++) {
          var expression = read.expressions().get(i);
          assertEquals(drawn.expressions().get(i).text(), expression.text());
          assertEquals(drawn.expressions().get(i).targets(), expression.targets());
          assertTrue(expressions.add(expression.id()), expression.id() + " comes twice");
          assertTrue(expression.referent().startsWith(entry.id()), expression.referent());
        }
        assertEquals(drawn.expressions().size(), entry.expressions());
      }
      assertEquals(7, union.manifest().statistics().images());
      assertEquals(expressions.size(), union.manifest().statistics().expressions());
    }
  }

  @Test
  void wordsOfLaterFoldersFollowThoseOfEarlierOnes() throws IOException {
    write("a", Toys.pictures(1), List.of("even", "odd"), "blue", "tree");
    write("b", Toys.pictures(1), List.of("even", "odd"), "apple", "tree");
    assertEquals(
        List.of("<NULL>", "<START>", "<END>", "<UNK>", "blue", "tree", "apple"),
        union("a", "b").vocabulary());
  }

  @Test
  void theHashIsOfTheContentAndItsOrderAndNotOfThePlace() throws IOException {
    write("a", Toys.pictures(1), List.of("even", "odd"), "x");
    write("b", Toys.pictures(3), List.of("even", "odd"), "x");
    write("moved/a", Toys.pictures(1), List.of("even", "odd"), "x");
    assertEquals(union("a", "b").hash(), union("moved/a", "b").hash());
    assertNotEquals(union("a", "b").hash(), union("b", "a").hash());
    assertNotEquals(union("a", "b").hash(), union("a").hash());
  }

  @Test
  void categoriesMayGrowButNotChangeTheirNumbers() throws IOException {
    write("a", Toys.pictures(1), List.of("even", "odd"), "x");
    write("more", Toys.pictures(1), List.of("even", "odd", "prime"), "x");
    write("other", Toys.pictures(1), List.of("odd", "even"), "x");
    assertEquals(List.of("even", "odd", "prime"), union("a", "more").categories());
    var refusal = assertThrows(DataFormatException.class, () -> union("a", "other"));
    assertTrue(refusal.getMessage().contains("[odd, even]"), refusal.getMessage());
  }

  private Manifest union(String... folders) throws IOException {
    var storages = new java.util.ArrayList<Storage>();
    for (var name : folders) {
      storages.add(storage(name));
    }
    try (var shards = ShardSet.open(storages)) {
      return shards.manifest();
    }
  }

  private void write(
      String name, List<ReferringImage> images, List<String> categories, String... words)
      throws IOException {
    var file = ShardWriter.write(storage(name), "part-00000.parquet", images);
    var all = new java.util.ArrayList<>(RESERVED);
    all.addAll(List.of(words));
    var header = new ShardHeader("toys", "test", "none", categories, all);
    var statistics = images.stream().map(Statistics::of).reduce(Statistics.NONE, Statistics::plus);
    Manifest.of(header, statistics, new TreeMap<>(), List.of(file)).write(storage(name));
  }

  private Storage storage(String name) throws IOException {
    return Storage.at(folder.resolve(name).toString(), new Configuration());
  }
}
