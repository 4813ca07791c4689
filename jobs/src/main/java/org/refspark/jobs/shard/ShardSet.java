package org.refspark.jobs.shard;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.refspark.data.ReferringImage;
import org.refspark.jobs.storage.Storage;

/**
 * Shards opened for reading: the manifest, a light index of all pictures, and any picture by its
 * place. Several folders of shards are read as one, see {@link ShardUnion}. Serialisable; broadcast
 * it, and each executor keeps its files open between tasks.
 */
public final class ShardSet implements Serializable, AutoCloseable {
  private static final long serialVersionUID = 1L;

  private final List<Storage> folders;
  private final int[] filesBefore;
  private final Manifest manifest;
  private transient List<ShardReaders> readers;
  private transient List<Entry> entries;

  /**
   * @param filesBefore of each folder, how many files the folders before it have
   */
  private ShardSet(List<Storage> folders, int[] filesBefore, Manifest manifest) {
    this.folders = new ArrayList<>(folders);
    this.filesBefore = filesBefore;
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
    return open(List.of(storage));
  }

  /**
   * Opens the shards of one or several folders as one.
   *
   * @param folders in an order that counts: pictures are numbered by it
   * @throws org.refspark.data.DataFormatException where a folder has no manifest, or its categories
   *     are not those of the others
   */
  public static ShardSet open(List<Storage> folders) throws IOException {
    var manifests = new ArrayList<Manifest>();
    int[] filesBefore = new int[folders.size()];
    int files = 0;
    for (int i = 0; i < folders.size(); i++) {
      var manifest = Manifest.read(folders.get(i));
      manifests.add(manifest);
      filesBefore[i] = files;
      files += manifest.files().size();
    }
    return new ShardSet(folders, filesBefore, ShardUnion.of(folders, manifests));
  }

  /** What the shards hold. */
  public Manifest manifest() {
    return manifest;
  }

  /** Where they lie; of several folders the first. */
  public Storage storage() {
    return folders.get(0);
  }

  /** Where they lie, as messages name it: all folders. */
  public String place() {
    return folders.stream().map(Storage::place).collect(Collectors.joining(", "));
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
    var described = manifest.files().get(file);
    if (folders.size() == 1) {
      return readers().get(0).read(described, row);
    }
    int folder = folders.size() - 1;
    while (filesBefore[folder] > file) {
      folder--;
    }
    var image = readers().get(folder).read(ShardUnion.inItsFolder(described), row);
    return ShardUnion.named(folder, image);
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

  private synchronized List<ShardReaders> readers() {
    if (readers == null) {
      readers = folders.stream().map(ShardReaders::new).toList();
    }
    return readers;
  }

  @Override
  public synchronized void close() throws IOException {
    if (readers != null) {
      for (var folder : readers) {
        folder.close();
      }
    }
  }
}
