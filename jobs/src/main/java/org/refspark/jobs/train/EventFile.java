package org.refspark.jobs.train;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.refspark.jobs.storage.NumberedNames;
import org.refspark.jobs.storage.Storage;

/**
 * Curves for TensorBoard: {@code events/events.out.tfevents.000012.refspark} has the rounds from
 * the checkpoint before to that of round 12. A file is written whole, since object stores cannot
 * append.
 *
 * <p>The format is TensorFlow's: records of a length, a checksum of it, a message {@code Event} in
 * protocol buffers, and a checksum of that. Its six fields are written here: the library of a Spark
 * distribution is older than any that could be called.
 */
final class EventFile {
  private static final String FOLDER = "events";
  private static final Pattern NAME = Pattern.compile("events\\.out\\.tfevents\\.(\\d{6,9})\\..*");
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

  /** Removes the files of rounds after that one: they will be run again. */
  static void dropAfter(Storage run, int round) throws IOException {
    for (var name : run.list(FOLDER)) {
      var matcher = NAME.matcher(name);
      if (matcher.matches() && Integer.parseInt(matcher.group(1)) > round) {
        run.delete(FOLDER + "/" + name);
      }
    }
  }

  /** Adds a round. */
  void add(LedgerPage page) {
    if (records.size() == 0) {
      record(new Message().real(WALL_TIME, seconds(page)).text(FILE_VERSION, VERSION));
    }
    record(
        new Message()
            .real(WALL_TIME, seconds(page) + page.timing().seconds())
            .whole(STEP, page.iteration() + page.steps())
            .message(SUMMARY, summary(page)));
  }

  /** Writes what was added, as the file of the last round, and begins the next. */
  void write(Storage run, int round) throws IOException {
    if (records.size() == 0) {
      return;
    }
    run.write(
        FOLDER + "/events.out.tfevents.%s.refspark".formatted(NumberedNames.of(round)),
        records.toByteArray());
    records.reset();
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
    scalars.put("round/examples per second", page.examplesPerSecond());
    scalars.put("round/seconds", page.timing().seconds());
    scalars.put("round/averaging ms", MILLIS * times.averaging());
    scalars.put("round/checkpoint ms", MILLIS * times.checkpointBefore());
    return scalars;
  }

  private static Message summary(LedgerPage page) {
    var summary = new Message();
    scalars(page)
        .forEach(
            (tag, value) ->
                summary.message(
                    VALUE, new Message().text(TAG, tag).single(SIMPLE_VALUE, value.floatValue())));
    return summary;
  }

  private void record(Message event) {
    byte[] content = event.bytes.toByteArray();
    byte[] length = littleEndian(Long.BYTES).putLong(content.length).array();
    records.writeBytes(length);
    records.writeBytes(littleEndian(Integer.BYTES).putInt(checksum(length)).array());
    records.writeBytes(content);
    records.writeBytes(littleEndian(Integer.BYTES).putInt(checksum(content)).array());
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

  /** A message in protocol buffers: each field's number and kind, then its value. */
  private static final class Message {
    private static final int VARINT = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int DELIMITED = 2;
    private static final int FOUR_BYTES = 5;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private void varint(long value) {
      long rest = value;
      while ((rest & ~0x7fL) != 0) {
        bytes.write((int) (rest & 0x7f) | 0x80);
        rest >>>= 7;
      }
      bytes.write((int) rest);
    }

    private Message field(int number, int kind) {
      varint((long) number << 3 | kind);
      return this;
    }

    private Message delimited(int number, byte[] content) {
      field(number, DELIMITED).varint(content.length);
      bytes.writeBytes(content);
      return this;
    }

    Message real(int number, double value) {
      field(number, EIGHT_BYTES)
          .bytes
          .writeBytes(littleEndian(Double.BYTES).putDouble(value).array());
      return this;
    }

    Message single(int number, float value) {
      field(number, FOUR_BYTES).bytes.writeBytes(littleEndian(Float.BYTES).putFloat(value).array());
      return this;
    }

    Message whole(int number, long value) {
      field(number, VARINT).varint(value);
      return this;
    }

    Message text(int number, String value) {
      return delimited(number, value.getBytes(StandardCharsets.UTF_8));
    }

    Message message(int number, Message value) {
      return delimited(number, value.bytes.toByteArray());
    }
  }
}
