package org.refspark.jobs.shard;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ParquetWriter;
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

  static Manifest.File write(Storage shards, String name, List<ReferringImage> images)
      throws IOException {
    var sha256 = shards.write(name, out -> write(images, ParquetStreams.output(out)));
    var rows = new ArrayList<Manifest.Row>();
    images.forEach(image -> rows.add(Manifest.Row.of(image)));
    return new Manifest.File(name, shards.size(name), sha256, rows);
  }

  private static void write(List<ReferringImage> images, OutputFile file) throws IOException {
    try (var writer =
        ExampleParquetWriter.builder(file)
            .withType(ShardRow.SCHEMA)
            .withConf(new Configuration(false))
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withDictionaryEncoding(false)
            // Version 1 names several encodings for a column, in an order that each JVM chooses.
            .withWriterVersion(ParquetProperties.WriterVersion.PARQUET_2_0)
            .withRowGroupSize(1L)
            .withMinRowCountForPageSizeCheck(1)
            .withMaxRowCountForPageSizeCheck(1)
            .build()) {
      writeAll(writer, images);
    }
  }

  private static void writeAll(
      ParquetWriter<org.apache.parquet.example.data.Group> writer, List<ReferringImage> images)
      throws IOException {
    for (var image : images) {
      writer.write(ShardRow.of(image));
    }
  }
}
