package org.refspark.jobs.train;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.fs.Path;
import org.refspark.jobs.storage.WrappedLocalFileSystem;

/** The local disk under the scheme {@code full:}, with room for so many more bytes. */
public final class FullDiskFileSystem extends WrappedLocalFileSystem {
  static final AtomicLong ROOM = new AtomicLong(Long.MAX_VALUE);

  public FullDiskFileSystem() {
    super("full");
  }

  @Override
  protected OutputStream wrap(Path file, OutputStream out) {
    return new Limited(out);
  }

  private static final class Limited extends FilterOutputStream {
    Limited(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int value) throws IOException {
      take(1);
      out.write(value);
    }

    @Override
    public void write(byte[] values, int from, int length) throws IOException {
      take(length);
      out.write(values, from, length);
    }

    private static void take(int bytes) throws IOException {
      if (ROOM.addAndGet(-bytes) < 0) {
        throw new IOException("No space left on device");
      }
    }
  }
}
