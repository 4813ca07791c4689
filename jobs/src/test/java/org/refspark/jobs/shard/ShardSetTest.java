package org.refspark.jobs.shard;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.apache.commons.lang3.SerializationUtils;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.data.DataFormatException;
import org.refspark.data.Expression;
import org.refspark.data.Instance;
import org.refspark.data.ReferringImage;
import org.refspark.data.mask.Rle;
import org.refspark.jobs.storage.Storage;

class ShardSetTest {
  @TempDir Path folder;

  @Test
  void anyPictureIsReadByItsPlaceAsItWasWritten() throws IOException {
    var images = List.of(image(0), image(1), image(2), image(3));
    var shards = storage("a + (b) {c}");
    commit(
        shards,
        List.of(
            ShardWriter.write(shards, "part-00000.parquet", images.subList(0, 3)),
            ShardWriter.write(shards, "part-00001.parquet", images.subList(3, 4))));
    try (var set = ShardSet.open(shards)) {
      var entries = set.entries();
      assertEquals(
          List.of("test/0", "test/1", "test/2", "test/3"),
          entries.stream().map(ShardSet.Entry::id).toList());
      assertEquals(List.of(0, 1, 2, 3), entries.stream().map(ShardSet.Entry::expressions).toList());
      assertEquals(List.of(0, 0, 1), entries.get(3).referents());
      for (int i : new int[] {2, 0, 3, 1}) {
        assertSame(images.get(i), set.read(entries.get(i)));
      }
      assertSame(images.get(0), set.read(0).next());
    }
  }

  @Test
  void eachPictureIsAUnitOfItsOwnInTheFile() throws IOException {
    var shards = storage("rows");
    var file = ShardWriter.write(shards, "part.parquet", List.of(image(1), image(2), image(3)));
    try (var reader =
        org.apache.parquet.hadoop.ParquetFileReader.open(
            org.apache.parquet.hadoop.util.HadoopInputFile.fromPath(
                new org.apache.hadoop.fs.Path(shards.describe(file.name())),
                shards.hadoopConfiguration()))) {
      assertEquals(3, reader.getRowGroups().size());
      for (var column : reader.getRowGroups().get(0).getColumns()) {
        // Of several, each JVM would write another order, and the file would have another hash.
        assertEquals(1, column.getEncodings().size(), column.toString());
      }
    }
  }

  @Test
  void writingTwiceGivesTheSameBytes() throws IOException {
    var images = List.of(image(1), image(2));
    var first = ShardWriter.write(storage("one"), "part.parquet", images);
    var second = ShardWriter.write(storage("two"), "part.parquet", images);
    assertEquals(first, second);
    assertEquals(
        -1L,
        Files.mismatch(folder.resolve("one/part.parquet"), folder.resolve("two/part.parquet")));
  }

  @Test
  void anExecutorReadsWhatTheDriverOpened() throws Exception {
    var shards = storage("set");
    commit(shards, List.of(ShardWriter.write(shards, "part.parquet", List.of(image(2)))));
    try (var set = ShardSet.open(shards)) {
      set.read(0, 0);
      try (var copy = SerializationUtils.clone(set)) {
        assertSame(image(2), copy.read(0, 0));
      }
    }
  }

  @Test
  void shardsWithoutAManifestAreNotTakenForWhole() throws IOException {
    var shards = storage("half");
    ShardWriter.write(shards, "part.parquet", List.of(image(1)));
    var error = assertThrows(DataFormatException.class, () -> ShardSet.open(shards));
    assertTrue(error.getMessage().contains("no whole shards"), error.getMessage());
  }

  @Test
  void aFileWithFewerRowsThanTheManifestSaysIsRefused() throws IOException {
    var shards = storage("short");
    var file = ShardWriter.write(shards, "part.parquet", List.of(image(1), image(2)));
    commit(shards, List.of(file));
    ShardWriter.write(shards, "part.parquet", List.of(image(1)));
    try (var set = ShardSet.open(shards)) {
      for (int attempt = 0; attempt < 2; attempt++) {
        var error = assertThrows(DataFormatException.class, () -> set.read(0, 0));
        assertTrue(error.getMessage().contains("manifest says 2"), error.getMessage());
      }
    }
  }

  private Storage storage(String name) throws IOException {
    return Storage.at(folder.resolve(name).toString(), new Configuration());
  }

  private static void commit(Storage shards, List<Manifest.File> files) throws IOException {
    var header = new ShardHeader("scenes", "test", "none", List.of("tree"), List.of("the", "tree"));
    Manifest.of(header, Statistics.NONE, new TreeMap<>(), files).write(shards);
  }

  /** A picture with as many instances and expressions as its number says. */
  private static ReferringImage image(int number) {
    var instances = new java.util.ArrayList<Instance>();
    var expressions = new java.util.ArrayList<Expression>();
    for (int i = 0; i < number; i++) {
      var pixels = new byte[12];
      pixels[i] = 1;
      pixels[i + 5] = 1;
      instances.add(new Instance(i + 1, Rle.ofPixels(3, 4, pixels)));
      expressions.add(
          new Expression(
              "test/" + number + "#" + i, "the  tree " + i, List.of(i, 0), "ref " + i / 2));
    }
    return new ReferringImage(
        "test/" + number, "test", 4, 3, new byte[] {1, 2, (byte) number}, instances, expressions);
  }

  private static void assertSame(ReferringImage expected, ReferringImage actual) {
    assertArrayEquals(expected.picture(), actual.picture());
    assertEquals(expected.id(), actual.id());
    assertEquals(expected.split(), actual.split());
    assertEquals(List.of(4, 3), List.of(actual.width(), actual.height()));
    assertEquals(expected.instances(), actual.instances());
    assertEquals(expected.expressions(), actual.expressions());
  }
}
