package org.refspark.jobs.train;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.refspark.jobs.storage.WrappedLocalFileSystem;

/** The local disk under the scheme {@code faulty:}, on which one operation goes wrong. */
public final class FaultyFileSystem extends WrappedLocalFileSystem {
  /** How it goes wrong. */
  public enum Fault {
    /** This operation fails, and no other. */
    ONCE,
    /** All from this one on fail: the storage is gone. */
    FOR_GOOD,
    /** This one writes half of what it was given, and all from it on fail. */
    HALF
  }

  private static Fault fault = Fault.ONCE;
  private static long failing = Long.MAX_VALUE;
  private static long operations;

  public FaultyFileSystem() {
    super("faulty");
  }

  /** From now on the operation of that number, from 1, goes wrong. */
  public static synchronized void fail(Fault how, long number) {
    fault = how;
    failing = number;
    operations = 0;
  }

  /** Operations since then. */
  public static synchronized long operations() {
    return operations;
  }

  private static synchronized boolean failsNow() {
    operations++;
    return fault == Fault.ONCE ? operations == failing : operations >= failing;
  }

  private static void operate(String what, Object on) throws IOException {
    if (failsNow()) {
      throw new IOException("injected: " + what + " of " + on);
    }
  }

  @Override
  public FileStatus getFileStatus(Path file) throws IOException {
    operate("status", file);
    return super.getFileStatus(file);
  }

  @Override
  public FileStatus[] listStatus(Path folder) throws IOException {
    operate("listing", folder);
    return super.listStatus(folder);
  }

  @Override
  public FSDataInputStream open(Path file, int bufferSize) throws IOException {
    operate("reading", file);
    return super.open(file, bufferSize);
  }

  @Override
  public boolean delete(Path file, boolean recursive) throws IOException {
    operate("deletion", file);
    return super.delete(file, recursive);
  }

  @Override
  protected OutputStream wrap(Path file, OutputStream out) throws IOException {
    operate("creation", file);
    return new Faulty(out);
  }

  private static final class Faulty extends FilterOutputStream {
    Faulty(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] values, int from, int length) throws IOException {
      if (failsNow()) {
        if (fault == Fault.HALF) {
          out.write(values, from, length / 2);
        }
        throw new IOException("injected: writing");
      }
      out.write(values, from, length);
    }

    @Override
    public void close() throws IOException {
      super.close();
      operate("closing", "a file");
    }
  }
}
