package org.refspark.jobs.storage;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.Path;

/** The local disk under the scheme {@code norename:}, on which nothing can be renamed. */
public final class NoRenameFileSystem extends WrappedLocalFileSystem {
  public NoRenameFileSystem() {
    super("norename");
  }

  @Override
  protected OutputStream wrap(Path file, OutputStream out) {
    return out;
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    throw new IOException("%s is to be renamed to %s".formatted(from, to));
  }
}
