package org.refspark.jobs.evaluate;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.ColumnIOFactory;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.storage.ParquetStreams;
import org.refspark.jobs.storage.Sha256;
import org.refspark.jobs.storage.Storage;

/**
 * The predictions of a model on a split: Parquet files of one row per expression, and {@code
 * _manifest.json}, written last. What was predicted decides every byte.
 */
public final class PredictionTable implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String MANIFEST = "_manifest.json";
  private static final long LARGEST_FILE = 1L << 30;
  private static final int SCHEMA = 3;

  private final Storage storage;

  /**
   * @param storage the table's folder
   */
  public PredictionTable(Storage storage) {
    this.storage = storage;
  }

  /**
   * What the table holds.
   *
   * @param schema version of this document and of the rows
   * @param shards where the pictures and the ground truth lie
   * @param dataHash of those shards
   * @param checkpoint that predicted
   * @param made choices that cannot be made anew from the table
   * @param permuted whether expressions were asked in the words of others
   * @param leftOut expressions of which there is no row, for want of another to be asked in
   * @param files in the order of the pictures
   */
  public record Manifest(
      int schema,
      String shards,
      String dataHash,
      String checkpoint,
      MadeWith made,
      boolean permuted,
      long leftOut,
      List<File> files) {
    public Manifest {
      files = List.copyOf(files);
    }

    static Manifest of(
        String shards,
        String dataHash,
        String checkpoint,
        MadeWith made,
        boolean permuted,
        long leftOut,
        List<File> files) {
      return new Manifest(SCHEMA, shards, dataHash, checkpoint, made, permuted, leftOut, files);
    }
  }

  /**
   * One Parquet file.
   *
   * @param name in the folder
   * @param bytes its size
   * @param sha256 of its content
   * @param images ids of its pictures, in order
   * @param rows its expressions
   */
  public record File(String name, long bytes, String sha256, List<String> images, int rows)
      implements Serializable {
    public File {
      images = List.copyOf(images);
    }
  }

  /** What the table holds. */
  public Manifest manifest() throws IOException {
    if (!storage.exists(MANIFEST)) {
      throw new DataFormatException(
          storage.place(),
          "there are no whole predictions here: %s is missing. Make them with: refspark evaluate"
                  .formatted(MANIFEST)
              + " run=… data.eval=…, by the same convention and without --from-predictions");
    }
    var manifest = Json.read(storage, MANIFEST, Manifest.class);
    if (manifest.schema() != SCHEMA) {
      throw new DataFormatException(
          storage.describe(MANIFEST),
          "has schema version %d, expected %d; evaluate again"
              .formatted(manifest.schema(), SCHEMA));
    }
    return manifest;
  }

  /** The predictions of one file. */
  public List<Prediction> read(File file) throws IOException {
    requireWhole(file);
    var options = ParquetReadOptions.builder().build();
    try (var reader = ParquetFileReader.open(ParquetStreams.input(storage, file.name()), options)) {
      return rows(reader, file);
    } catch (RuntimeException e) {
      throw new DataFormatException(
          storage.describe(file.name()), "cannot be read: %s".formatted(e.getMessage()), e);
    }
  }

  private void requireWhole(File file) throws IOException {
    long bytes = storage.size(file.name());
    if (bytes != file.bytes() || bytes > LARGEST_FILE) {
      throw new DataFormatException(
          storage.describe(file.name()),
          "holds %,d bytes, expected %,d; evaluate again".formatted(bytes, file.bytes()));
    }
    try (var in = storage.open(file.name())) {
      var sha256 = Sha256.of(in);
      if (!sha256.equals(file.sha256())) {
        throw new DataFormatException(
            storage.describe(file.name()),
            "has the SHA-256 %.12s…, but was written with %.12s…; evaluate again"
                .formatted(sha256, file.sha256()));
      }
    }
  }

  /** Forgets a table that is to be made anew; its files go with it. */
  void clear() throws IOException {
    storage.delete("");
  }

  /** Writes one file over whatever an earlier attempt left. */
  File write(int number, List<String> images, List<Prediction> predictions) throws IOException {
    var name = "part-%05d.parquet".formatted(number);
    var sha256 =
        storage.write(
            name,
            out -> {
              try (var writer =
                  ExampleParquetWriter.builder(ParquetStreams.output(out))
                      .withType(PredictionRow.SCHEMA)
                      .withConf(new Configuration(false))
                      .withCompressionCodec(CompressionCodecName.ZSTD)
                      // Several encodings of a column are named in an order that each JVM chooses.
                      .withDictionaryEncoding(false)
                      .withWriterVersion(ParquetProperties.WriterVersion.PARQUET_2_0)
                      .build()) {
                for (var prediction : predictions) {
                  writer.write(PredictionRow.of(prediction));
                }
              }
            });
    return new File(name, storage.size(name), sha256, images, predictions.size());
  }

  /** Makes the table whole: this is the commit. */
  void commit(Manifest manifest) throws IOException {
    Json.write(storage, MANIFEST, manifest);
  }

  /** By picture, its predictions in the order of the rows. */
  static Map<String, List<Prediction>> byImage(List<Prediction> predictions) {
    return predictions.stream()
        .collect(
            java.util.stream.Collectors.groupingBy(
                Prediction::image,
                java.util.LinkedHashMap::new,
                java.util.stream.Collectors.toList()));
  }

  private List<Prediction> rows(ParquetFileReader reader, File file) throws IOException {
    if (!reader.getFileMetaData().getSchema().equals(PredictionRow.SCHEMA)
        || reader.getRecordCount() != file.rows()) {
      throw new DataFormatException(
          storage.describe(file.name()),
          "is not a file of this table: %d rows, expected %d; evaluate again"
              .formatted(reader.getRecordCount(), file.rows()));
    }
    var columns = new ColumnIOFactory().getColumnIO(PredictionRow.SCHEMA);
    var predictions = new ArrayList<Prediction>();
    for (var group = reader.readNextRowGroup(); group != null; group = reader.readNextRowGroup()) {
      var records = columns.getRecordReader(group, new GroupRecordConverter(PredictionRow.SCHEMA));
      for (long row = 0; row < group.getRowCount(); row++) {
        predictions.add(PredictionRow.prediction(records.read()));
      }
    }
    return predictions;
  }
}
