package org.refspark.jobs.storage;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.SeekableInputStream;

/** Files of a {@link Storage} as the Parquet library reads and writes them. */
public final class ParquetStreams {
  private ParquetStreams() {}

  /** A file to read. */
  public static InputFile input(Storage storage, String name) {
    return new StorageFile(storage, name);
  }

  /** A stream to write to; it is flushed, but whoever opened it closes it. */
  public static OutputFile output(OutputStream out) {
    return new StreamFile(out);
  }

  private record StorageFile(Storage storage, String name) implements InputFile {
    @Override
    public long getLength() throws IOException {
      return storage.size(name);
    }

    @Override
    public SeekableInputStream newStream() throws IOException {
      return HadoopStreams.wrap(storage.open(name));
    }
  }

  private record StreamFile(OutputStream out) implements OutputFile {
    @Override
    public PositionOutputStream create(long blockSizeHint) {
      return new CountingStream(out);
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) {
      return create(blockSizeHint);
    }

    @Override
    public boolean supportsBlockSize() {
      return false;
    }

    @Override
    public long defaultBlockSize() {
      return 0;
    }
  }

  private static final class CountingStream extends PositionOutputStream {
    private final OutputStream out;
    private long position;

    CountingStream(OutputStream out) {
      this.out = out;
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void write(int value) throws IOException {
      out.write(value);
      position++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      position += length;
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    /** The storage closes its stream itself, once the file is whole. */
    @Override
    public void close() throws IOException {
      out.flush();
    }
  }
}
