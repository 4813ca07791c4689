package org.refspark.jobs.shard;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.refspark.data.DataFormatException;
import org.refspark.data.ReferringImage;
import org.refspark.data.text.WordTokenizer;
import org.refspark.jobs.storage.Storage;

/** Reads a range of published records, one by one, and writes those that are whole as one file. */
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
    var whole = new WholeRecords<>(source, entries);
    try {
      var file = whole.hasNext() ? ShardWriter.write(shards, name, () -> whole) : null;
      return new Outcome(file, whole.statistics, whole.words, whole.quarantined);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Reads records one by one, sets aside those that are not whole and counts the others. */
  private static final class WholeRecords<E extends Serializable>
      implements Iterator<ReferringImage> {
    private final Source<E> source;
    private final Iterator<E> entries;
    private final SortedSet<String> words = new TreeSet<>();
    private final List<Quarantined> quarantined = new ArrayList<>();
    private Statistics statistics = Statistics.NONE;
    private ReferringImage next;

    WholeRecords(Source<E> source, List<E> entries) {
      this.source = source;
      this.entries = entries.iterator();
    }

    @Override
    public boolean hasNext() {
      while (next == null && entries.hasNext()) {
        read(entries.next());
      }
      return next != null;
    }

    private void read(E entry) {
      try {
        next = source.read(entry);
      } catch (DataFormatException e) {
        quarantined.add(new Quarantined(source.id(entry), e.reason(), e.file(), e.getMessage()));
      } catch (IOException e) {
        // Not the fault of the file that is being written, as which it would be told otherwise.
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public ReferringImage next() {
      if (!hasNext()) {
        throw new NoSuchElementException("no further record is whole");
      }
      var image = next;
      next = null;
      statistics = statistics.plus(Statistics.of(image));
      image.expressions().forEach(e -> words.addAll(WordTokenizer.words(e.text())));
      return image;
    }
  }
}
