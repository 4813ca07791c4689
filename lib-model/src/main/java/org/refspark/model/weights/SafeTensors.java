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
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.refspark.data.DataFormatException;
import org.refspark.model.ParameterLayout;

/**
 * A flat vector as a safetensors file and back; the layout gives names and shapes. Equal vectors,
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
   * Writes the vector slice by slice, without a copy of the whole.
   *
   * @param out stays the caller's to close
   * @param flat float32, the layout's length at least
   * @param metadata notes for readers of the file
   */
  public static void write(
      OutputStream out, ParameterLayout layout, INDArray flat, Map<String, String> metadata)
      throws IOException {
    requireFits(layout, flat);
    out.write(header(layout, metadata));
    var values = new float[SLICE];
    var bytes = ByteBuffer.allocate(SLICE * FLOAT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (long begin = 0; begin < layout.length(); begin += SLICE) {
      int count = (int) Math.min(SLICE, layout.length() - begin);
      hostValues(flat, begin, count).get(values, 0, count);
      bytes.asFloatBuffer().put(values, 0, count);
      out.write(bytes.array(), 0, count * FLOAT_BYTES);
    }
  }

  /**
   * Fills the arrays of the vector that the file has; others stay as they are. Nothing is changed
   * where the header does not fit; where the data end early the vector is left half filled.
   *
   * @param file named in errors
   * @param in at the file's first byte; stays the caller's to close
   * @throws DataFormatException where the file is damaged, or an array has another shape than the
   *     layout's
   */
  public static ReadReport read(String file, InputStream in, ParameterLayout layout, INDArray flat)
      throws IOException {
    requireFits(layout, flat);
    var reader = new SafeTensorsReader(file, in);
    var slots = new HashMap<String, ParameterLayout.Slot>();
    layout.slots().forEach(slot -> slots.put(slot.name(), slot));
    var report = compare(file, reader.arrays(), slots, layout);
    reader.read(
        (array, first, values, count) -> {
          var slot = slots.get(array.name());
          if (slot != null) {
            hostValues(flat, slot.offset() + first, count).put(values, 0, count);
          }
        });
    Nd4j.getAffinityManager().tagLocation(flat, AffinityManager.Location.HOST);
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

  /** The live values in host memory: array operations cost far more than such copies. */
  private static FloatPointer hostValues(INDArray flat, long begin, int count) {
    var slice = flat.get(NDArrayIndex.interval(begin, begin + count));
    Nd4j.getAffinityManager().ensureLocation(slice, AffinityManager.Location.HOST);
    return (FloatPointer) slice.data().addressPointer();
  }

  private static void requireFits(ParameterLayout layout, INDArray flat) {
    if (flat.length() < layout.length()) {
      throw new IllegalArgumentException(
          "vector has %d values, the layout needs %d".formatted(flat.length(), layout.length()));
    }
    if (flat.dataType() != DataType.FLOAT || flat.elementWiseStride() != 1) {
      throw new IllegalArgumentException(
          "vector is %s with stride %d, must be FLOAT with stride 1"
              .formatted(flat.dataType(), flat.elementWiseStride()));
    }
  }
}
