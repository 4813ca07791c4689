package org.refspark.jobs.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** The local disk under a scheme of its own, with something around what is written. */
public abstract class WrappedLocalFileSystem extends RawLocalFileSystem {
  private final String scheme;

  protected WrappedLocalFileSystem(String scheme) {
    this.scheme = scheme;
  }

  /** What a new file is written through. */
  protected abstract OutputStream wrap(Path file, OutputStream out) throws IOException;

  @Override
  public URI getUri() {
    return URI.create(scheme + ":///");
  }

  @Override
  public String getScheme() {
    return scheme;
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return wrapped(
        file,
        super.create(file, permission, overwrite, bufferSize, replication, blockSize, progress));
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return wrapped(
        file, super.create(file, overwrite, bufferSize, replication, blockSize, progress));
  }

  /** Permissions stay what the process gives: Hadoop would start a chmod for each file. */
  @Override
  public void setPermission(Path path, FsPermission permission) {}

  private FSDataOutputStream wrapped(Path file, OutputStream out) throws IOException {
    return new FSDataOutputStream(wrap(file, out), null);
  }
}
