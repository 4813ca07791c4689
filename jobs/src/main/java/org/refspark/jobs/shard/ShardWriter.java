package org.refspark.jobs.shard;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.refspark.data.ReferringImage;
import org.refspark.jobs.storage.ParquetStreams;
import org.refspark.jobs.storage.Storage;

/**
 * Writes one Parquet file of pictures.
 *
 * <p>Each row is a row group of its own, so that one picture is read without its neighbours: a
 * picture is tens of kilobytes, its entry in the footer about three.
 */
final class ShardWriter {
  private ShardWriter() {}

  /** Writes pictures as they come: one at a time is in memory. */
  static Manifest.File write(Storage shards, String name, Iterable<ReferringImage> images)
      throws IOException {
    var rows = new ArrayList<Manifest.Row>();
    var sha256 = shards.write(name, out -> write(images, ParquetStreams.output(out), rows));
    return new Manifest.File(name, shards.size(name), sha256, rows);
  }

  private static void write(
      Iterable<ReferringImage> images, OutputFile file, List<Manifest.Row> rows)
      throws IOException {
    try (var writer =
        ExampleParquetWriter.builder(file)
            .withType(ShardRow.SCHEMA)
            .withConf(new Configuration(false))
            .withCompressionCodec(CompressionCodecName.SNAPPY)
            .withDictionaryEncoding(false)
            // Version 1 names several encodings for a column, in an order that each JVM chooses.
            .withWriterVersion(ParquetProperties.WriterVersion.PARQUET_2_0)
            .withRowGroupSize(1L)
            .withMinRowCountForPageSizeCheck(1)
            .withMaxRowCountForPageSizeCheck(1)
            .build()) {
      for (var image : images) {
        writer.write(ShardRow.of(image));
        rows.add(Manifest.Row.of(image));
      }
    }
  }
}
