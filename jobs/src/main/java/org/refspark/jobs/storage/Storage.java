package org.refspark.jobs.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.spark.util.SerializableConfiguration;
import org.refspark.data.DataFiles;

/**
 * A folder on any Hadoop file system ({@code file:}, {@code hdfs:}, {@code s3a:}) and the files
 * under it, named by paths relative to it with forward slashes. Names are taken literally: blanks,
 * {@code +}, parentheses and braces mean themselves.
 *
 * <p>Serialisable, so that tasks carry it to executors. Two storages are equal where their places
 * are.
 */
public final class Storage implements DataFiles, Serializable {
  private static final long serialVersionUID = 1L;

  private final String place;
  private final SerializableConfiguration conf;
  private transient FileSystem fileSystem;

  private Storage(Path place, SerializableConfiguration conf) {
    this.place = place.toString();
    this.conf = conf;
  }

  /**
   * The folder at {@code uri}, which need not exist yet; without a scheme it lies on the default
   * file system, and relative to the working directory there.
   */
  public static Storage at(String uri, Configuration conf) throws IOException {
    if (uri.isBlank()) {
      throw new IOException("the place of a folder is empty, expected a path or an address");
    }
    try {
      var path = new Path(uri);
      return new Storage(
          FileSystem.get(path.toUri(), conf).makeQualified(path),
          new SerializableConfiguration(conf));
    } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
      throw new IOException(
          "%s: no file system answers for this place (%s); expected a path or an address such as"
                  .formatted(uri, e.getMessage())
              + " hdfs://host/path or s3a://bucket/path",
          e);
    }
  }

  /** The folder of that name under this one. */
  public Storage child(String name) {
    return new Storage(path(name), conf);
  }

  @Override
  public boolean exists(String path) throws IOException {
    return fileSystem().exists(path(path));
  }

  /** Opens a file for reading at any position; the caller closes the stream. */
  @Override
  public FSDataInputStream open(String path) throws IOException {
    try {
      return fileSystem().open(path(path));
    } catch (FileNotFoundException e) {
      throw absent(path, e);
    }
  }

  @Override
  public long size(String path) throws IOException {
    try {
      return fileSystem().getFileStatus(path(path)).getLen();
    } catch (FileNotFoundException e) {
      throw absent(path, e);
    }
  }

  @Override
  public String describe(String path) {
    return path.isEmpty() ? place() : shown(path(path));
  }

  /** This folder, as messages name it: a plain path on the local disk, else the address. */
  public String place() {
    return shown(new Path(place));
  }

  /** Writes a whole file, over whatever was there. */
  public void write(String path, byte[] content) throws IOException {
    write(path, out -> out.write(content));
  }

  /**
   * Streams a whole file, over whatever was there. Where writing fails nothing remains under the
   * name.
   *
   * @return the SHA-256 of the content, in hexadecimal
   */
  public String write(String path, Content content) throws IOException {
    try {
      var raw = fileSystem().create(path(path), true);
      var out = new DigestOutputStream(raw, Sha256.start());
      try {
        content.writeTo(out);
        out.flush();
        raw.close();
      } catch (IOException | RuntimeException | FSError e) {
        abandon(path, raw);
        throw e;
      }
      return HexFormat.of().formatHex(out.getMessageDigest().digest());
    } catch (IOException | FSError e) {
      throw unwritable(path, e);
    }
  }

  /** What goes into a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes all of it; the stream is closed by the caller. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes a small file unless the name is taken. On object stores, which cannot do both at once,
   * the content is read back, so that of several writers with different contents the last one wins.
   *
   * @return whether this call wrote it
   */
  public boolean create(String path, byte[] content) throws IOException {
    try {
      if (fileSystem() instanceof RawLocalFileSystem local) {
        var file = local.pathToFile(path(path)).toPath();
        Files.createDirectories(file.getParent());
        Files.write(file, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return true;
      }
      try (var out = fileSystem().create(path(path), false)) {
        out.write(content);
      }
      return Arrays.equals(content, read(path, Math.max(content.length, size(path))));
    } catch (FileAlreadyExistsException | org.apache.hadoop.fs.FileAlreadyExistsException e) {
      return false;
    } catch (IOException | FSError e) {
      throw unwritable(path, e);
    }
  }

  /** Names of the files and folders in a folder, sorted; none where it does not exist. */
  public List<String> list(String folder) throws IOException {
    try {
      return Stream.of(fileSystem().listStatus(path(folder)))
          .map(status -> status.getPath().getName())
          .sorted()
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  /**
   * One file of a listing.
   *
   * @param path relative to the folder that was listed
   * @param bytes its size
   * @param modified when it last changed, milliseconds since 1970
   */
  public record Listed(String path, long bytes, long modified) {}

  /**
   * All files in a folder and in its folders, by path; none where it does not exist. Names that
   * begin with a dot or an underscore are other programs' own and left out.
   */
  public List<Listed> files(String folder) throws IOException {
    var found = new ArrayList<Listed>();
    collect(path(folder), "", found);
    found.sort(Comparator.comparing(Listed::path));
    return found;
  }

  private void collect(Path folder, String prefix, List<Listed> into) throws IOException {
    FileStatus[] statuses;
    try {
      statuses = fileSystem().listStatus(folder);
    } catch (FileNotFoundException e) {
      return;
    }
    for (var status : statuses) {
      var name = status.getPath().getName();
      if (name.startsWith(".") || name.startsWith("_")) {
        continue;
      }
      if (status.isDirectory()) {
        collect(status.getPath(), prefix + name + "/", into);
      } else {
        into.add(new Listed(prefix + name, status.getLen(), status.getModificationTime()));
      }
    }
  }

  /**
   * The folders that a pattern means, by address; none where there are none. Names that begin with
   * a dot or an underscore, other programs' own, are left out unless the pattern names them.
   *
   * @param pattern a path or address, in which {@code *}, {@code ?} and {@code {a,b}} stand for
   *     names
   */
  public static List<Storage> folders(String pattern, Configuration conf) throws IOException {
    var root = at(pattern, conf);
    var statuses = root.fileSystem().globStatus(new Path(root.place));
    var folders = new ArrayList<Storage>();
    for (var status : statuses == null ? new FileStatus[0] : statuses) {
      var name = status.getPath().getName();
      boolean own = name.startsWith(".") || name.startsWith("_");
      if (status.isDirectory() && (!own || pattern.endsWith(name))) {
        folders.add(new Storage(root.fileSystem().makeQualified(status.getPath()), root.conf));
      }
    }
    folders.sort(Comparator.comparing(Storage::place));
    return folders;
  }

  /** Removes a file, or a folder with all in it; nothing happens where there is none. */
  public void delete(String path) throws IOException {
    fileSystem().delete(path(path), true);
  }

  /** The Hadoop configuration it was made with. */
  public Configuration hadoopConfiguration() {
    return conf.value();
  }

  private Path path(String relative) {
    var root = new Path(place).toUri();
    if (relative.isEmpty()) {
      return new Path(place);
    }
    for (var segment : relative.split("/")) {
      if (segment.equals("..")) {
        throw new IllegalArgumentException(
            "%s leaves the folder %s, expected a path inside it".formatted(relative, place()));
      }
    }
    return new Path(root.getScheme(), root.getAuthority(), root.getPath() + "/" + relative);
  }

  /** The local file system is used raw: its checksum files would lie beside every file. */
  private synchronized FileSystem fileSystem() throws IOException {
    if (fileSystem == null) {
      var found = FileSystem.get(new Path(place).toUri(), conf.value());
      fileSystem = found instanceof LocalFileSystem ? LocalDisk.with(conf.value()) : found;
    }
    return fileSystem;
  }

  /** An object store would keep what was sent so far as a whole object: abort or remove it. */
  private void abandon(String path, FSDataOutputStream out) {
    try {
      if (out.hasCapability(StreamCapabilities.ABORTABLE_STREAM)) {
        out.abort();
      } else {
        closeAnyway(out);
        delete(path);
      }
    } catch (IOException | RuntimeException | FSError e) {
      // The first failure is the one to tell; whoever reads checks sizes and hashes.
    }
  }

  private static void closeAnyway(FSDataOutputStream out) {
    try {
      out.close();
    } catch (IOException | FSError e) {
      // A full disk fails on closing too; the file is removed next.
    }
  }

  private FileNotFoundException absent(String path, FileNotFoundException cause) {
    var absent = new FileNotFoundException(describe(path) + ": there is no such file");
    absent.initCause(cause);
    return absent;
  }

  private IOException unwritable(String path, Throwable cause) {
    var reason = String.valueOf(cause.getMessage());
    if (reason.contains("No space left") || reason.contains("uota")) {
      return new StorageFullException(describe(path), reason, cause);
    }
    return new IOException("%s: cannot be written: %s".formatted(describe(path), reason), cause);
  }

  private static String shown(Path path) {
    var uri = path.toUri();
    return "file".equals(uri.getScheme()) ? uri.getPath() : path.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Storage storage && place.equals(storage.place);
  }

  @Override
  public int hashCode() {
    return place.hashCode();
  }

  @Override
  public String toString() {
    return place();
  }
}
