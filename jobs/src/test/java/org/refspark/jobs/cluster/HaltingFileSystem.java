package org.refspark.jobs.cluster;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.Path;
import org.refspark.jobs.storage.WrappedLocalFileSystem;

/**
 * The local disk under the scheme {@code halting:}; its process dies in the middle of a file
 * ({@code file-half}), when one is whole ({@code file-end}) or before one is deleted.
 */
public final class HaltingFileSystem extends WrappedLocalFileSystem {
  public HaltingFileSystem() {
    super("halting");
  }

  @Override
  protected OutputStream wrap(Path file, OutputStream out) {
    return new Watched(file, out);
  }

  private void happened(String event, Path file) {
    Halt.at(Halt.ofHadoop(getConf()), event, file.toString());
  }

  @Override
  public boolean delete(Path file, boolean recursive) throws IOException {
    // What is not there is deleted before a checkpoint is begun.
    if (exists(file)) {
      happened("delete", file);
    }
    return super.delete(file, recursive);
  }

  private final class Watched extends FilterOutputStream {
    private final Path file;
    private boolean begun;

    Watched(Path file, OutputStream out) {
      super(out);
      this.file = file;
    }

    @Override
    public void write(byte[] values, int from, int length) throws IOException {
      out.write(values, from, length / 2);
      if (!begun) {
        out.flush();
        happened("file-half", file);
        begun = true;
      }
      out.write(values, from + length / 2, length - length / 2);
    }

    @Override
    public void close() throws IOException {
      super.close();
      happened("file-end", file);
    }
  }
}
