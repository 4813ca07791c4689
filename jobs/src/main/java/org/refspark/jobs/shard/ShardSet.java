package org.refspark.jobs.shard;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.refspark.data.ReferringImage;
import org.refspark.jobs.storage.Storage;

/**
 * Shards opened for reading: the manifest, a light index of all pictures, and any picture by its
 * place. Serialisable; broadcast it, and each executor keeps its files open between tasks.
 */
public final class ShardSet implements Serializable, AutoCloseable {
  private static final long serialVersionUID = 1L;

  private final Storage storage;
  private final Manifest manifest;
  private transient ShardReaders readers;
  private transient List<Entry> entries;

  private ShardSet(Storage storage, Manifest manifest) {
    this.storage = storage;
    this.manifest = manifest;
  }

  /**
   * One picture's place.
   *
   * @param id of the picture
   * @param file index into {@link Manifest#files()}
   * @param row in that file
   * @param referents of the picture's expressions, see {@link Manifest.Row}
   */
  public record Entry(String id, int file, int row, List<Integer> referents)
      implements Serializable {
    /** How many expressions the picture has. */
    public int expressions() {
      return referents.size();
    }
  }

  /**
   * Opens the shards in a folder.
   *
   * @throws org.refspark.data.DataFormatException where there is no manifest, or not one of ours
   */
  public static ShardSet open(Storage storage) throws IOException {
    return new ShardSet(storage, Manifest.read(storage));
  }

  /** What the shards hold. */
  public Manifest manifest() {
    return manifest;
  }

  /** Where they lie. */
  public Storage storage() {
    return storage;
  }

  /** All pictures, in the order of files and rows; listed once on each machine. */
  public synchronized List<Entry> entries() {
    if (entries == null) {
      entries = List.copyOf(listed());
    }
    return entries;
  }

  private List<Entry> listed() {
    var listed = new ArrayList<Entry>();
    for (int file = 0; file < manifest.files().size(); file++) {
      var rows = manifest.files().get(file).rows();
      for (int row = 0; row < rows.size(); row++) {
        listed.add(new Entry(rows.get(row).id(), file, row, rows.get(row).referents()));
      }
    }
    return listed;
  }

  /** One picture. */
  public ReferringImage read(Entry entry) throws IOException {
    return read(entry.file(), entry.row());
  }

  /** The picture in a row of a file. */
  public ReferringImage read(int file, int row) throws IOException {
    return readers().read(manifest.files().get(file), row);
  }

  /** The pictures of a file, one after the other. */
  public Iterator<ReferringImage> read(int file) {
    return IntStream.range(0, manifest.files().get(file).rows().size())
        .mapToObj(row -> readUnchecked(file, row))
        .iterator();
  }

  private ReferringImage readUnchecked(int file, int row) {
    try {
      return read(file, row);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized ShardReaders readers() {
    if (readers == null) {
      readers = new ShardReaders(storage);
    }
    return readers;
  }

  @Override
  public synchronized void close() throws IOException {
    if (readers != null) {
      readers.close();
    }
  }
}
