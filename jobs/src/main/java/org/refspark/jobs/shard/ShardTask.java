package org.refspark.jobs.shard;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.refspark.data.DataFormatException;
import org.refspark.data.ReferringImage;
import org.refspark.data.text.WordTokenizer;
import org.refspark.jobs.storage.Storage;

/** Reads a range of published records and writes those that are whole as one file. */
final class ShardTask {
  private ShardTask() {}

  /**
   * What became of a range.
   *
   * @param file absent where no record was whole
   * @param statistics of the file's rows
   * @param words of its expressions
   * @param quarantined records that were not whole, in published order
   */
  record Outcome(
      Manifest.File file,
      Statistics statistics,
      SortedSet<String> words,
      List<Quarantined> quarantined)
      implements Serializable {
    Optional<Manifest.File> written() {
      return Optional.ofNullable(file);
    }
  }

  static <E extends Serializable> Outcome run(
      Source<E> source, List<E> entries, Storage shards, String name) throws IOException {
    var images = new ArrayList<ReferringImage>();
    var quarantined = new ArrayList<Quarantined>();
    for (var entry : entries) {
      try {
        images.add(source.read(entry));
      } catch (DataFormatException e) {
        quarantined.add(new Quarantined(source.id(entry), e.reason(), e.file(), e.getMessage()));
      }
    }
    var statistics = Statistics.NONE;
    var words = new TreeSet<String>();
    for (var image : images) {
      statistics = statistics.plus(Statistics.of(image));
      image.expressions().forEach(e -> words.addAll(WordTokenizer.words(e.text())));
    }
    var file = images.isEmpty() ? null : ShardWriter.write(shards, name, images);
    return new Outcome(file, statistics, words, quarantined);
  }
}
