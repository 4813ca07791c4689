package org.refspark.model.weights;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.refspark.data.DataFormatException;
import org.refspark.model.ParameterLayout;
import org.refspark.model.ParameterLayout.Slot;

/**
 * Fills a network with the weights of a file that may come from another program: finds each array's
 * place by its name, brings it into this program's layout, and tells what fitted. The parts that
 * can be filled are CLIP's encoders ({@code clip.…}), a residual network or Darknet-53 ({@code
 * backbone.…}), and any part from a checkpoint of this program.
 *
 * <p>All names and shapes are compared before anything is changed.
 */
public final class WeightImport {
  private static final List<String> PREFIXES = List.of("", "clip.", "backbone.");
  private static final int SHOWN = 5;

  /** Where an array of the file goes. */
  private record Place(Slot slot, int part, int parts, WeightsFile.Entry source) {}

  private final Map<String, Slot> slots = new LinkedHashMap<>();

  /**
   * @param layout of the network to fill
   */
  public WeightImport(ParameterLayout layout) {
    layout.slots().forEach(slot -> slots.put(slot.name(), slot));
  }

  /**
   * Writes the file's weights over those in the vector.
   *
   * @param name how messages name the file
   * @param flat parameters and buffers in the layout's order
   * @throws DataFormatException where the file is damaged or of another architecture: nothing or
   *     less than half of a part matches, or shapes differ. Names and shapes are checked first;
   *     only damage found later leaves the vector half filled
   */
  public ImportReport read(String name, WeightsFile file, float[] flat) throws IOException {
    var plan = new LinkedHashMap<String, Place>();
    var unexpected = new ArrayList<String>();
    for (var array : file.arrays()) {
      var place = place(array, file.ours());
      if (place != null) {
        plan.put(array.name(), place);
      } else if (!ForeignNames.bookkeeping(array.name())) {
        unexpected.add(array.name());
      }
    }
    requireOneSourceEach(name, plan);
    var reshaped = reshaped(name, plan, file.ours());
    var report = report(name, file.format(), plan, reshaped, unexpected);
    ArchitectureCheck.of(slots.keySet()).require(report);
    file.read(
        plan::containsKey, (array, values) -> write(plan.get(array), values, file.ours(), flat));
    return report;
  }

  private Place place(WeightsFile.Entry array, boolean ours) {
    if (ours) {
      var slot = slots.get(array.name());
      return slot == null ? null : new Place(slot, 0, 1, array);
    }
    for (var candidate : ForeignNames.candidates(array.name())) {
      for (var prefix : PREFIXES) {
        var slot = slots.get(prefix + candidate.name());
        if (slot != null) {
          return new Place(slot, candidate.part(), candidate.parts(), array);
        }
      }
    }
    return null;
  }

  /** Every piece of every array has one source; pieces are all there or none. */
  private static void requireOneSourceEach(String file, Map<String, Place> plan)
      throws DataFormatException {
    var sources = new HashMap<String, Map<Integer, String>>();
    for (var place : plan.values()) {
      var name = place.slot().name();
      var pieces = sources.computeIfAbsent(name, key -> new TreeMap<>());
      var other = pieces.put(place.part(), place.source().name());
      if (other != null) {
        throw new DataFormatException(
            file,
            "both %s and %s are the network's %s; remove one of them"
                .formatted(other, place.source().name(), name));
      }
    }
    for (var place : plan.values()) {
      var pieces = sources.get(place.slot().name());
      if (pieces.size() != place.parts()) {
        throw new DataFormatException(
            file,
            "has only %s of the %d pieces of %s"
                .formatted(pieces.values(), place.parts(), place.slot().name()));
      }
    }
  }

  private static List<ImportReport.Reshaped> reshaped(
      String file, Map<String, Place> plan, boolean ours) throws DataFormatException {
    var reshaped = new ArrayList<ImportReport.Reshaped>();
    var misfits = new ArrayList<String>();
    for (var place : plan.values()) {
      var source = place.source();
      var here = ours ? source.shape() : ForeignLayout.shape(source.name(), source.shape());
      var expected = expected(place);
      if (ForeignLayout.same(here, expected)) {
        continue;
      }
      var name = place.slot().name();
      if (place.parts() == 1 && Positions.fits(name, here, expected)) {
        reshaped.add(new ImportReport.Reshaped(name, here, expected));
      } else {
        misfits.add(
            "%s needs %s and not %s (%s %s)"
                .formatted(
                    name,
                    Arrays.toString(expected),
                    Arrays.toString(here),
                    source.name(),
                    Arrays.toString(source.shape())));
      }
    }
    if (!misfits.isEmpty()) {
      throw new DataFormatException(
          file,
          "%,d arrays have another shape than the network's, is it another architecture or size? %s"
              .formatted(misfits.size(), ImportReport.some(misfits, SHOWN)));
    }
    return reshaped;
  }

  /** The shape of one piece of the array. */
  private static long[] expected(Place place) {
    var shape = place.slot().shape().clone();
    if (place.parts() > 1) {
      shape[shape.length - 1] /= place.parts();
    }
    return shape;
  }

  private ImportReport report(
      String file,
      String format,
      Map<String, Place> plan,
      List<ImportReport.Reshaped> reshaped,
      List<String> unexpected) {
    var filled = new LinkedHashSet<String>();
    var parts = new LinkedHashSet<String>();
    for (var place : plan.values()) {
      filled.add(place.slot().name());
      parts.add(ArchitectureCheck.part(place.slot().name()));
    }
    var changed = reshaped.stream().map(ImportReport.Reshaped::name).toList();
    var missing = new ArrayList<String>();
    int elsewhere = 0;
    for (var name : slots.keySet()) {
      if (!parts.contains(ArchitectureCheck.part(name))) {
        elsewhere++;
      } else if (!filled.contains(name)) {
        missing.add(name);
      }
    }
    filled.removeAll(Set.copyOf(changed));
    return new ImportReport(
        file, format, List.copyOf(filled), reshaped, missing, unexpected, elsewhere);
  }

  private static void write(Place place, float[] values, boolean ours, float[] flat) {
    var source = place.source();
    var here = ours ? source.shape() : ForeignLayout.shape(source.name(), source.shape());
    var turned = ours ? values : ForeignLayout.values(source.name(), source.shape(), values);
    var name = place.slot().name();
    var expected = expected(place);
    if (!ForeignLayout.same(here, expected)) {
      turned = Positions.resized(name, turned, here, expected);
    }
    int width = expected.length == 0 ? 1 : (int) expected[expected.length - 1];
    int rows = turned.length / Math.max(1, width);
    int stride = width * place.parts();
    int at = Math.toIntExact(place.slot().offset()) + place.part() * width;
    for (int row = 0; row < rows; row++) {
      System.arraycopy(turned, row * width, flat, at + row * stride, width);
    }
  }
}
