package org.refspark.data.synthetic;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.refspark.data.Expression;
import org.refspark.data.Instance;
import org.refspark.data.ReferringImage;
import org.refspark.data.mask.Rle;

/**
 * One generated scene.
 *
 * @param split the split it belongs to
 * @param number its key within the split, from 1
 * @param size width and height, pixels
 * @param picture PNG of one bit a pixel, black on white
 * @param instanceMap label of the object whose ink is visible at each pixel, row-major, 0 = none.
 *     Masks are stroke masks, as published: exactly the visible ink of an object
 * @param categories label to category; labels have gaps, as published, and an instance's index is
 *     the rank of its label
 * @param expressions text to the indices of the instances meant
 */
public record SyntheticScene(
    String split,
    int number,
    int size,
    byte[] picture,
    int[] instanceMap,
    SortedMap<Integer, SceneCategory> categories,
    Map<String, List<Integer>> expressions) {

  public SyntheticScene {
    Objects.requireNonNull(split, "split");
    Objects.requireNonNull(picture, "picture");
    Objects.requireNonNull(instanceMap, "instanceMap");
    categories = Collections.unmodifiableSortedMap(new TreeMap<>(categories));
    expressions = Collections.unmodifiableMap(new LinkedHashMap<>(expressions));
  }

  /** Published number of the category at each pixel (1 to 46), row-major, 0 = none. */
  public int[] classMap() {
    var classOf = new int[categories.lastKey() + 1];
    categories.forEach((label, category) -> classOf[label] = category.id());
    var classes = new int[instanceMap.length];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = classOf[instanceMap[i]];
    }
    return classes;
  }

  /** An instance's pixels, by its label: row-major, 0 or 1. */
  byte[] mask(int label) {
    var mask = new byte[instanceMap.length];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = (byte) (instanceMap[i] == label ? 1 : 0);
    }
    return mask;
  }

  /** The scene as its published files would be read: id {@code <split>/<number>}. */
  public ReferringImage toReferringImage() {
    String id = split + "/" + number;
    var instances =
        categories.entrySet().stream()
            .map(
                entry ->
                    new Instance(
                        entry.getValue().id(), Rle.ofPixels(size, size, mask(entry.getKey()))))
            .toList();
    var texts = List.copyOf(expressions.keySet());
    var sentences =
        IntStream.range(0, texts.size())
            .mapToObj(
                i -> new Expression(id + "#" + i, texts.get(i), expressions.get(texts.get(i))))
            .toList();
    return new ReferringImage(id, split, size, size, picture, instances, sentences);
  }
}
