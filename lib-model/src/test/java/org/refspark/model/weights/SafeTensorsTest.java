package org.refspark.model.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.refspark.data.DataFormatException;
import org.refspark.model.ParameterLayout;
import org.refspark.model.ParameterLayout.Slot;

class SafeTensorsTest {
  private static final ParameterLayout LAYOUT =
      new ParameterLayout(
          List.of(
              new Slot("head.weight", new long[] {2, 3}, 0, "head", true),
              new Slot("head.bias", new long[] {3}, 6, "head", true)));

  @Test
  void bytesAreThoseOfTheFormat() throws IOException {
    var layout = new ParameterLayout(List.of(new Slot("a", new long[] {1, 2}, 0, "head", true)));
    var bytes = written(layout, new float[] {1, -2}, Map.of("b", "2", "a", "1"));
    var header =
        "{\"__metadata__\":{\"a\":\"1\",\"b\":\"2\"},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]}}       ";
    var expected = new ByteArrayOutputStream();
    expected.write(new byte[] {(byte) header.length(), 0, 0, 0, 0, 0, 0, 0});
    expected.write(header.getBytes(StandardCharsets.US_ASCII));
    expected.write(HexFormat.of().parseHex("0000803f000000c0"));
    assertEquals(0, header.length() % 8);
    assertArrayEquals(expected.toByteArray(), bytes);
  }

  @Test
  void vectorLongerThanASliceComesBackBitIdentical() throws IOException {
    int length = 600_001;
    var layout =
        new ParameterLayout(
            List.of(
                new Slot("first", new long[] {3}, 0, "head", true),
                new Slot("scalar", new long[] {}, 3, "head", true),
                new Slot("empty", new long[] {0, 4}, 4, "head", true),
                new Slot("long", new long[] {length}, 4, "head", true)));
    float[] values = new float[length + 6];
    for (int i = 0; i < values.length; i++) {
      values[i] = i * 1e-5f - 1;
    }
    var out = new ByteArrayOutputStream();
    SafeTensors.write(out, layout, values, 2, Map.of());
    float[] filled = new float[length + 6];
    var in = new ByteArrayInputStream(out.toByteArray());
    SafeTensors.read("w.safetensors", in, layout, filled, 1).requireExact();
    assertArrayEquals(
        Arrays.copyOfRange(values, 2, length + 6), Arrays.copyOfRange(filled, 1, length + 5));
    assertEquals(0, filled[0]);
    assertEquals(0, filled[length + 5]);
  }

  @Test
  void vectorsThatAreTooShortAreRejected() throws IOException {
    var bytes = written(LAYOUT, new float[9], Map.of());
    assertThrows(IllegalArgumentException.class, () -> written(LAYOUT, new float[8], Map.of()));
    assertThrows(IllegalArgumentException.class, () -> read(bytes, LAYOUT, new float[8]));
  }

  @Test
  void metadataComesBack() throws IOException {
    var notes = Map.of("round", "12");
    var bytes = written(LAYOUT, new float[9], notes);
    var reader = new SafeTensorsReader("w", new ByteArrayInputStream(bytes));
    assertEquals(notes, reader.metadata());
  }

  @Test
  void reportNamesWhatIsMissingAndWhatIsNotExpected() throws IOException {
    var other =
        new ParameterLayout(
            List.of(
                new Slot("neck.bias", new long[] {2}, 0, "neck", true),
                new Slot("head.bias", new long[] {3}, 2, "head", true)));
    var flat = new float[9];
    var report = read(written(other, new float[] {1, 2, 3, 4, 5}, Map.of()), LAYOUT, flat);
    assertEquals(List.of("head.bias"), report.matched());
    assertEquals(List.of("head.weight"), report.missing());
    assertEquals(List.of("neck.bias"), report.unexpected());
    assertArrayEquals(new float[] {0, 0, 0, 0, 0, 0, 3, 4, 5}, flat);
    var error = assertThrows(DataFormatException.class, report::requireExact);
    assertTrue(
        error.getMessage().contains("missing head.weight, unexpected neck.bias"),
        error.getMessage());
  }

  @Test
  void anotherShapeIsAnErrorBeforeAnythingIsRead() throws IOException {
    var other =
        new ParameterLayout(
            List.of(
                new Slot("head.bias", new long[] {3}, 0, "head", true),
                new Slot("head.weight", new long[] {3, 2}, 3, "head", true)));
    var flat = new float[9];
    var bytes = written(other, ones(), Map.of());
    var error = assertThrows(DataFormatException.class, () -> read(bytes, LAYOUT, flat));
    assertTrue(
        error.getMessage().contains("head.weight is [3, 2], expected [2, 3]"), error.getMessage());
    assertArrayEquals(new float[9], flat);
  }

  @Test
  void fileCutAnywhereIsAnErrorThatSaysWhere() throws IOException {
    var whole = written(LAYOUT, ones(), Map.of());
    for (int length = 0; length < whole.length; length++) {
      var cut = Arrays.copyOf(whole, length);
      var error = assertThrows(DataFormatException.class, () -> read(cut, LAYOUT, new float[9]));
      var place = "w.safetensors: ends at byte " + length;
      assertTrue(error.getMessage().startsWith(place), error.getMessage());
    }
  }

  @Test
  void bytesBehindTheLastArrayAreAnError() throws IOException {
    var whole = written(LAYOUT, ones(), Map.of());
    var longer = Arrays.copyOf(whole, whole.length + 1);
    var error = assertThrows(DataFormatException.class, () -> read(longer, LAYOUT, new float[9]));
    assertTrue(error.getMessage().contains("goes on at byte " + whole.length), error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 100_000_001, Long.MAX_VALUE, -1, Long.MIN_VALUE})
  void absurdHeaderLengthIsAnErrorAndNothingIsAllocated(long length) {
    var bytes = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array();
    assertProblem("byte 0 gives a header of " + Long.toUnsignedString(length), bytes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | is not a JSON object",
        "{\"a\" | is not valid JSON at byte ",
        "{} {} | is not valid JSON at byte ",
        "{\"a\":F32[1]0:4,\"a\":F32[1]4:8} | Duplicate field 'a'",
        "{\"a\":F32[2]0:8,\"b\":F32[1]4:8} | places b at byte 4, expected 8",
        "{\"a\":F32[1]0:4,\"b\":F32[1]8:12} | places b at byte 8, expected 4",
        "{\"a\":F32[1]4:8} | right behind the header",
        "{\"a\":F32[2]0:4} | its shape [2] of F32 needs 8",
        "{\"a\":F32[1]4:0} | places a at bytes 4 to 0",
        "{\"a\":F32[-1]0:4} | expected numbers from 0",
        "{\"a\":F32[1.5]0:4} | expected numbers from 0",
        "{\"a\":F32[9999999999999999999]0:4} | expected numbers from 0",
        "{\"a\":F32[4294967296,4294967296]0:0} | needs 9223372036854775807",
        "{\"a\":F8[1]0:1} | element type 'F8', known are",
        "{\"a\":7} | gives a no list 'shape'",
        "{\"a\":F32[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]0:4} | 33 dimensions",
      })
  void damagedHeaderIsNamedWithPlaceAndCause(String shorthand, String problem) {
    var json =
        shorthand.replaceAll(
            "(F\\d+)(\\[[^]]*\\])(\\d+):(\\d+)",
            "{\"dtype\":\"$1\",\"shape\":$2,\"data_offsets\":[$3,$4]}");
    assertProblem(problem, file(json, new byte[16]));
  }

  @Test
  void elementTypesAreWidenedToFloat() throws IOException {
    var data = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    data.putDouble(1.5).putFloat(-2.25f).putLong(-7).putInt(9);
    data.putShort((short) 0x3c01).putShort((short) 0x3fc0).put((byte) 200).put((byte) 1);
    var json = new StringBuilder("{");
    int at = 0;
    for (var type : List.of("F64", "F32", "I64", "I32", "F16", "BF16", "U8", "BOOL")) {
      int end = at + ElementType.valueOf(type).bytes();
      json.append(
          "\"%s\":{\"dtype\":\"%s\",\"shape\":[],\"data_offsets\":[%d,%d]},"
              .formatted(type, type, at, end));
      at = end;
    }
    json.setCharAt(json.length() - 1, '}');
    var bytes = file(json.toString(), Arrays.copyOf(data.array(), at));
    var values = new ArrayList<Float>();
    new SafeTensorsReader("w", new ByteArrayInputStream(bytes))
        .read((array, first, slice, count) -> values.add(slice[0]));
    assertEquals(List.of(1.5f, -2.25f, -7f, 9f, 1 + 0x1p-10f, 1.5f, 200f, 1f), values);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0", "8000, -0.0", "1, 5.9604645E-8", "3ff, 6.097555E-5", "400, 6.1035156E-5",
    "3555, 0.33325195", "7bff, 65504", "7c00, Infinity", "fc00, -Infinity", "7e00, NaN"
  })
  void halfPrecisionFollowsTheStandard(String bits, float value) {
    assertEquals(value, ElementType.half((short) Integer.parseInt(bits, 16)));
  }

  private static float[] ones() {
    float[] ones = new float[9];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static byte[] written(ParameterLayout layout, float[] flat, Map<String, String> metadata)
      throws IOException {
    var out = new ByteArrayOutputStream();
    SafeTensors.write(out, layout, flat, 0, metadata);
    return out.toByteArray();
  }

  private static ReadReport read(byte[] bytes, ParameterLayout layout, float[] flat)
      throws IOException {
    return SafeTensors.read("w.safetensors", new ByteArrayInputStream(bytes), layout, flat, 0);
  }

  private static byte[] file(String json, byte[] data) {
    var text = json.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + text.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(text.length)
        .put(text)
        .put(data)
        .array();
  }

  private static void assertProblem(String problem, byte[] bytes) {
    var error = assertThrows(DataFormatException.class, () -> read(bytes, LAYOUT, new float[9]));
    assertTrue(error.getMessage().startsWith("w.safetensors: "), error.getMessage());
    assertTrue(error.getMessage().contains(problem), error.getMessage());
  }
}
