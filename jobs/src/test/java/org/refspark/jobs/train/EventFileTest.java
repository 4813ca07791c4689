package org.refspark.jobs.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.UnknownFieldSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Event files as TensorBoard reads them. */
class EventFileTest {
  @TempDir Path folder;

  private static LedgerPage page(int round, double loss) {
    return new LedgerPage(
        round,
        0,
        0,
        5L * (round - 1),
        5,
        40,
        loss,
        Map.of("mask", loss / 4),
        List.of(),
        new LedgerPage.Timing(
            "2026-01-01T00:00:0" + round + "Z",
            2,
            new RoundTimes(0.25, 1.5, 0.125, 0.5, 0, 1, 0, 1),
            List.of()));
  }

  private byte[] file(LedgerPage... pages) throws IOException {
    var events = new EventFile();
    for (var page : pages) {
      events.add(page);
    }
    int last = pages[pages.length - 1].round();
    events.write(ToyRun.storage(folder), last);
    return Files.readAllBytes(
        folder.resolve("events/events.out.tfevents.%06d.refspark".formatted(last)));
  }

  /** CRC-32C by its polynomial, bit by bit, not by the library that the writer uses. */
  private static int crc32c(byte[] bytes) {
    int crc = -1;
    for (byte value : bytes) {
      crc ^= value & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc >>> 1) ^ (0x82f63b78 & -(crc & 1));
      }
    }
    return ~crc;
  }

  private static int masked(byte[] bytes) {
    int crc = crc32c(bytes);
    return ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
  }

  private static List<UnknownFieldSet> events(byte[] file) throws IOException {
    var events = new ArrayList<UnknownFieldSet>();
    var in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      byte[] header = Arrays.copyOfRange(file, in.position(), in.position() + 8);
      var event = new byte[(int) in.getLong()];
      assertEquals(masked(header), in.getInt(), "checksum of a length");
      in.get(event);
      assertEquals(masked(event), in.getInt(), "checksum of an event");
      events.add(UnknownFieldSet.parseFrom(event));
    }
    return events;
  }

  private static Map<String, Float> scalars(UnknownFieldSet event) throws IOException {
    var found = new TreeMap<String, Float>();
    var summary = UnknownFieldSet.parseFrom(event.getField(5).getLengthDelimitedList().get(0));
    for (var bytes : summary.getField(1).getLengthDelimitedList()) {
      var value = UnknownFieldSet.parseFrom(bytes);
      found.put(
          value.getField(1).getLengthDelimitedList().get(0).toStringUtf8(),
          Float.intBitsToFloat(value.getField(2).getFixed32List().get(0)));
    }
    return found;
  }

  @Test
  void theReferenceChecksumIsThePublishedOne() {
    assertEquals(
        0xe3069283, crc32c("123456789".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
  }

  /** Every event file of TensorFlow begins with these twelve bytes and then a time. */
  @Test
  void aFileBeginsAsTensorFlowsDo() throws IOException {
    byte[] file = file(page(1, 2));
    assertArrayEquals(
        HexFormat.of().parseHex("1800000000000000a37f4b2209"), Arrays.copyOf(file, 13));
    assertEquals(
        "brain.Event:2",
        events(file).get(0).getField(3).getLengthDelimitedList().get(0).toStringUtf8());
  }

  @Test
  void roundsAreReadBackWithTheirStepsTimesAndValues() throws IOException {
    var events = events(file(page(3, 2), page(4, 1)));
    assertEquals(3, events.size());
    assertEquals(List.of(15L), events.get(1).getField(2).getVarintList());
    assertEquals(List.of(20L), events.get(2).getField(2).getVarintList());
    // Two seconds after 00:00:04 on the first day of 2026.
    assertEquals(
        1767225606.0, Double.longBitsToDouble(events.get(2).getField(1).getFixed64List().get(0)));
    assertEquals(
        Map.of(
            "loss/all", 1f,
            "loss/mask", 0.25f,
            "round/examples per second", 20f,
            "round/seconds", 2f,
            "round/averaging ms", 375f,
            "round/checkpoint ms", 500f),
        scalars(events.get(2)));
  }

  @Test
  void filesOfRoundsThatWillBeRunAgainGo() throws IOException {
    file(page(2, 1));
    file(page(5, 1));
    EventFile.dropAfter(ToyRun.storage(folder), 2);
    assertEquals(
        List.of("events.out.tfevents.000002.refspark"), ToyRun.storage(folder).list("events"));
  }
}
