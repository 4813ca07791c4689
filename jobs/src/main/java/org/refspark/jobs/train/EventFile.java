package org.refspark.jobs.train;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.refspark.jobs.storage.Storage;

/**
 * Curves for TensorBoard: {@code events/events.out.tfevents.000012.refspark} has the rounds from
 * the checkpoint before to that of round 12. A file is written whole, since object stores cannot
 * append, and again under the same name where its rounds are run again.
 *
 * <p>The format is TensorFlow's: records of a length, a checksum of it, a message {@code Event} in
 * protocol buffers, and a checksum of that.
 */
final class EventFile {
  private static final String VERSION = "brain.Event:2";

  // Fields of Event, Summary and Summary.Value in event.proto and summary.proto.
  private static final int WALL_TIME = 1;
  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int SUMMARY = 5;
  private static final int VALUE = 1;
  private static final int TAG = 1;
  private static final int SIMPLE_VALUE = 2;

  private static final int CHECKSUM_MASK = 0xa282ead8;
  private static final double MILLIS = 1000;

  private final ByteArrayOutputStream records = new ByteArrayOutputStream();

  private EventFile() {}

  /** Writes the rounds that a checkpoint ends. */
  static void write(Storage run, List<LedgerPage> pages) throws IOException {
    int last = pages.get(pages.size() - 1).round();
    run.write("events/events.out.tfevents.%s.refspark".formatted(RoundNames.of(last)), of(pages));
  }

  /** The content of a file. */
  static byte[] of(List<LedgerPage> pages) throws IOException {
    var file = new EventFile();
    double first = seconds(pages.get(0));
    file.event(
        out -> {
          out.writeDouble(WALL_TIME, first);
          out.writeString(FILE_VERSION, VERSION);
        });
    for (var page : pages) {
      file.event(
          out -> {
            out.writeDouble(WALL_TIME, seconds(page) + page.timing().seconds());
            out.writeInt64(STEP, page.iteration() + page.steps());
            out.writeByteArray(SUMMARY, summary(page));
          });
    }
    return file.records.toByteArray();
  }

  private static double seconds(LedgerPage page) {
    return Instant.parse(page.timing().started()).toEpochMilli() / MILLIS;
  }

  /** What is drawn, by the names of TensorBoard's groups. */
  private static Map<String, Double> scalars(LedgerPage page) {
    var scalars = new LinkedHashMap<String, Double>();
    scalars.put("loss/all", page.loss());
    page.parts().forEach((name, value) -> scalars.put("loss/" + name, value));
    var times = page.timing().parts();
    scalars.put("round/examples per second", page.examples() / page.timing().seconds());
    scalars.put("round/seconds", page.timing().seconds());
    scalars.put("round/averaging ms", MILLIS * (times.send() + times.average()));
    scalars.put("round/checkpoint ms", MILLIS * times.checkpointBefore());
    return scalars;
  }

  private static byte[] summary(LedgerPage page) throws IOException {
    return message(
        out -> {
          for (var scalar : scalars(page).entrySet()) {
            out.writeByteArray(
                VALUE,
                message(
                    value -> {
                      value.writeString(TAG, scalar.getKey());
                      value.writeFloat(SIMPLE_VALUE, scalar.getValue().floatValue());
                    }));
          }
        });
  }

  private interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  private static byte[] message(Fields fields) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = CodedOutputStream.newInstance(bytes);
    fields.write(out);
    out.flush();
    return bytes.toByteArray();
  }

  private void event(Fields fields) throws IOException {
    byte[] event = message(fields);
    byte[] length = littleEndian(Long.BYTES).putLong(event.length).array();
    records.write(length);
    records.write(littleEndian(Integer.BYTES).putInt(checksum(length)).array());
    records.write(event);
    records.write(littleEndian(Integer.BYTES).putInt(checksum(event)).array());
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** CRC-32C, turned and shifted: checksums of data that hold checksums would be weak. */
  private static int checksum(byte[] bytes) {
    var crc = new CRC32C();
    crc.update(bytes, 0, bytes.length);
    return Integer.rotateRight((int) crc.getValue(), 15) + CHECKSUM_MASK;
  }
}
