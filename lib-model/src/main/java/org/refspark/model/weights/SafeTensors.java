package org.refspark.model.weights;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.refspark.data.DataFormatException;
import org.refspark.model.ParameterLayout;

/**
 * Flat values as a safetensors file and back; the layout gives names and shapes. Equal vectors,
 * layouts and metadata give equal bytes.
 */
public final class SafeTensors {
  /** Key of the note that says how arrays lie. */
  public static final String LAYOUT = "layout";

  /** The note's value where arrays lie as in this program's networks: checkpoints have it. */
  public static final String OURS = "refspark";

  private static final int SLICE = 1 << 18;
  private static final int ALIGNMENT = 8;
  private static final int FLOAT_BYTES = Float.BYTES;

  private SafeTensors() {}

  /**
   * Writes values slice by slice, without a copy of the whole.
   *
   * @param out stays the caller's to close
   * @param values the layout's length at least, from a place on
   * @param from that place
   * @param metadata notes for readers of the file
   */
  public static void write(
      OutputStream out,
      ParameterLayout layout,
      float[] values,
      int from,
      Map<String, String> metadata)
      throws IOException {
    requireFits(layout, values.length - from);
    out.write(header(layout, metadata));
    var bytes = ByteBuffer.allocate(SLICE * FLOAT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (long begin = 0; begin < layout.length(); begin += SLICE) {
      int count = (int) Math.min(SLICE, layout.length() - begin);
      bytes.asFloatBuffer().put(values, Math.toIntExact(from + begin), count);
      out.write(bytes.array(), 0, count * FLOAT_BYTES);
    }
  }

  /**
   * Fills the arrays that the file has; others stay as they are. Nothing is changed where the
   * header does not fit; where the data end early the values are left half filled.
   *
   * @param file named in errors
   * @param in at the file's first byte; stays the caller's to close
   * @param values the layout's length at least, from a place on
   * @param to that place
   * @throws DataFormatException where the file is damaged, or an array has another shape than the
   *     layout's
   */
  public static ReadReport read(
      String file, InputStream in, ParameterLayout layout, float[] values, int to)
      throws IOException {
    requireFits(layout, values.length - to);
    var reader = new SafeTensorsReader(file, in);
    var slots = new HashMap<String, ParameterLayout.Slot>();
    layout.slots().forEach(slot -> slots.put(slot.name(), slot));
    var report = compare(file, reader.arrays(), slots, layout);
    reader.read(
        (array, first, read, count) -> {
          var slot = slots.get(array.name());
          if (slot != null) {
            int place = Math.toIntExact(to + slot.offset() + first);
            System.arraycopy(read, 0, values, place, count);
          }
        });
    return report;
  }

  private static ReadReport compare(
      String file,
      List<StoredArray> arrays,
      Map<String, ParameterLayout.Slot> slots,
      ParameterLayout layout)
      throws DataFormatException {
    var matched = new HashSet<String>();
    var unexpected = new ArrayList<String>();
    var misshapen = new ArrayList<String>();
    for (var array : arrays) {
      var slot = slots.get(array.name());
      if (slot == null) {
        unexpected.add(array.name());
      } else if (Arrays.equals(slot.shape(), array.shape())) {
        matched.add(array.name());
      } else {
        misshapen.add(
            "%s is %s, expected %s"
                .formatted(
                    array.name(), Arrays.toString(array.shape()), Arrays.toString(slot.shape())));
      }
    }
    if (!misshapen.isEmpty()) {
      throw new DataFormatException(
          file,
          "%d arrays have another shape than the network's, is it another configuration? %s"
              .formatted(misshapen.size(), String.join("; ", misshapen)));
    }
    var names = layout.slots().stream().map(ParameterLayout.Slot::name).toList();
    return new ReadReport(
        file,
        names.stream().filter(matched::contains).toList(),
        names.stream().filter(name -> !matched.contains(name)).toList(),
        unexpected);
  }

  private static byte[] header(ParameterLayout layout, Map<String, String> metadata)
      throws IOException {
    var json = new ObjectMapper();
    var root = json.createObjectNode();
    if (!metadata.isEmpty()) {
      var notes = root.putObject(Header.METADATA);
      new TreeMap<>(metadata).forEach(notes::put);
    }
    layout.slots().forEach(slot -> describe(root.putObject(slot.name()), slot));
    var text = json.writeValueAsBytes(root);
    // Blanks behind the JSON align the data.
    int padded = (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    var bytes = ByteBuffer.allocate(Header.LENGTH_BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(padded).put(text);
    Arrays.fill(bytes.array(), bytes.position(), bytes.capacity(), (byte) ' ');
    return bytes.array();
  }

  private static void describe(ObjectNode entry, ParameterLayout.Slot slot) {
    entry.put("dtype", ElementType.F32.name());
    var shape = entry.putArray("shape");
    Arrays.stream(slot.shape()).forEach(shape::add);
    entry
        .putArray("data_offsets")
        .add(slot.offset() * FLOAT_BYTES)
        .add((slot.offset() + slot.length()) * FLOAT_BYTES);
  }

  private static void requireFits(ParameterLayout layout, int room) {
    if (room < layout.length()) {
      throw new IllegalArgumentException(
          "vector has %d values, the layout needs %d".formatted(room, layout.length()));
    }
  }
}
