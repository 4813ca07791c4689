package org.refspark.jobs.storage;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * One file that the user names by itself.
 *
 * @param folder it lies in
 * @param name in that folder
 */
public record StoredFile(Storage folder, String name) {

  /** The file at a path or address, which need not exist yet. */
  public static StoredFile at(String uri, Configuration conf) throws IOException {
    if (uri.isBlank() || uri.endsWith("/")) {
      throw new IOException("\"%s\" names no file".formatted(uri));
    }
    var path = new Path(uri);
    var parent = path.getParent() == null ? "." : path.getParent().toString();
    return new StoredFile(Storage.at(parent.isEmpty() ? "." : parent, conf), path.getName());
  }

  /** Reads all of it, at most {@code cap} bytes. */
  public byte[] read(long cap) throws IOException {
    return folder.read(name, cap);
  }

  /** Writes all of it, over whatever was there. */
  public void write(byte[] content) throws IOException {
    folder.write(name, content);
  }

  /** How messages name it. */
  public String describe() {
    return folder.describe(name);
  }
}
