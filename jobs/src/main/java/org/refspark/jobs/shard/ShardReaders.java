package org.refspark.jobs.shard;

import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.refspark.data.DataFormatException;
import org.refspark.data.ReferringImage;
import org.refspark.jobs.storage.ParquetStreams;
import org.refspark.jobs.storage.Sha256;
import org.refspark.jobs.storage.Storage;

/**
 * The files of a shard set that are open now, the least recently used closed beyond a limit. When a
 * file is opened for the first time its hash is compared with the manifest's.
 */
final class ShardReaders implements AutoCloseable {
  private static final int OPEN_FILES = 32;
  private static final long ROW_CAP = 1L << 28;

  private final Storage storage;
  private final MessageColumnIO columns = new ColumnIOFactory().getColumnIO(ShardRow.SCHEMA);
  private final Set<String> whole = new HashSet<>();
  private final Map<String, ParquetFileReader> open = new LinkedHashMap<>(16, 0.75f, true);

  ShardReaders(Storage storage) {
    this.storage = storage;
  }

  /** A reader keeps its place in the file, so one thread reads at a time; decoding is outside. */
  ReferringImage read(Manifest.File file, int row) throws IOException {
    try {
      return ShardRow.image(group(file, row));
    } catch (IOException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new DataFormatException(
          storage.describe(file.name()),
          "row %d (picture %s) cannot be read: %s; check with: refspark shard --verify out=%s"
              .formatted(row, file.rows().get(row).id(), e.getMessage(), storage.place()),
          e);
    }
  }

  private synchronized Group group(Manifest.File file, int row) throws IOException {
    var reader = reader(file);
    long size = reader.getRowGroups().get(row).getTotalByteSize();
    if (size > ROW_CAP) {
      throw new DataFormatException(
          storage.describe(file.name()),
          "row %d holds %,d bytes, more than the %,d allowed".formatted(row, size, ROW_CAP));
    }
    return columns
        .getRecordReader(reader.readRowGroup(row), new GroupRecordConverter(ShardRow.SCHEMA))
        .read();
  }

  private ParquetFileReader reader(Manifest.File file) throws IOException {
    var reader = open.get(file.name());
    if (reader == null) {
      requireWhole(file);
      reader =
          ParquetFileReader.open(
              ParquetStreams.input(storage, file.name()), ParquetReadOptions.builder().build());
      expect(file, reader);
      open.put(file.name(), reader);
      closeEldest();
    }
    return reader;
  }

  private void requireWhole(Manifest.File file) throws IOException {
    if (whole.contains(file.name())) {
      return;
    }
    try (var in = storage.open(file.name())) {
      var sha256 = Sha256.of(in);
      if (!sha256.equals(file.sha256())) {
        throw new DataFormatException(
            storage.describe(file.name()),
            "has SHA-256 %s, the manifest says %s: its content has changed; make the shards again"
                .formatted(sha256, file.sha256()));
      }
    }
    whole.add(file.name());
  }

  private void expect(Manifest.File file, ParquetFileReader reader) throws IOException {
    int rows = reader.getRowGroups().size();
    if (rows != file.rows().size() || reader.getRecordCount() != rows) {
      throw new DataFormatException(
          storage.describe(file.name()),
          "holds %d rows, but the manifest says %d; make the shards again"
              .formatted(reader.getRecordCount(), file.rows().size()));
    }
    if (!reader.getFileMetaData().getSchema().equals(ShardRow.SCHEMA)) {
      throw new DataFormatException(
          storage.describe(file.name()),
          "has columns %s; expected those of shards"
              .formatted(reader.getFileMetaData().getSchema().getFields()));
    }
  }

  private void closeEldest() throws IOException {
    if (open.size() > OPEN_FILES) {
      var eldest = open.entrySet().iterator().next();
      open.remove(eldest.getKey());
      eldest.getValue().close();
    }
  }

  @Override
  public synchronized void close() throws IOException {
    for (var reader : open.values()) {
      reader.close();
    }
    open.clear();
  }
}
