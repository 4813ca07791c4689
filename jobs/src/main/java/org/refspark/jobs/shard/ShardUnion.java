package org.refspark.jobs.shard;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.refspark.data.DataFormatException;
import org.refspark.data.Expression;
import org.refspark.data.ReferringImage;
import org.refspark.jobs.storage.Storage;

/**
 * Several folders of shards as one. Pictures of different folders may have the same id, so that ids
 * begin with the folder's number: {@code 1/train/12}. Words of later folders follow those of
 * earlier ones: a folder that is added at the end of two or more changes no id of a word or a
 * picture.
 */
final class ShardUnion {
  private static final char SEPARATOR = '/';

  private ShardUnion() {}

  /**
   * The manifest of all folders together; that of a single folder is its own.
   *
   * @throws DataFormatException where numbers of categories would mean different ones
   */
  static Manifest of(List<Storage> folders, List<Manifest> manifests) throws DataFormatException {
    if (manifests.size() == 1) {
      return manifests.get(0);
    }
    var words = new LinkedHashSet<String>();
    var statistics = Statistics.NONE;
    var quarantined = new TreeMap<String, Long>();
    var files = new ArrayList<Manifest.File>();
    for (int i = 0; i < manifests.size(); i++) {
      var manifest = manifests.get(i);
      words.addAll(manifest.vocabulary());
      statistics = statistics.plus(manifest.statistics());
      manifest
          .quarantined()
          .forEach((reason, count) -> quarantined.merge(reason, count, Long::sum));
      for (var file : manifest.files()) {
        files.add(inUnion(i, file));
      }
    }
    var header =
        new ShardHeader(
            each(manifests, Manifest::dataSet, " + "),
            each(manifests, Manifest::split, " + "),
            each(manifests, Manifest::licence, " "),
            categories(folders, manifests),
            List.copyOf(words));
    return Manifest.of(header, statistics, quarantined, files);
  }

  private static String each(
      List<Manifest> manifests, Function<Manifest, String> what, String between) {
    return manifests.stream().map(what).distinct().collect(Collectors.joining(between));
  }

  /** The longest list; all others are its beginnings. */
  private static List<String> categories(List<Storage> folders, List<Manifest> manifests)
      throws DataFormatException {
    int longest = 0;
    for (int i = 1; i < manifests.size(); i++) {
      if (manifests.get(i).categories().size() > manifests.get(longest).categories().size()) {
        longest = i;
      }
    }
    var all = manifests.get(longest).categories();
    for (int i = 0; i < manifests.size(); i++) {
      var some = manifests.get(i).categories();
      if (!all.subList(0, some.size()).equals(some)) {
        throw new DataFormatException(
            folders.get(i).describe(Manifest.NAME),
            "has the categories %s, but %s has %s: shards that are read together need the same"
                    .formatted(some, folders.get(longest).describe(Manifest.NAME), all)
                + " categories in the same order");
      }
    }
    return all;
  }

  private static Manifest.File inUnion(int folder, Manifest.File file) {
    var rows =
        file.rows().stream()
            .map(row -> new Manifest.Row(prefixed(folder, row.id()), row.referents()))
            .toList();
    return new Manifest.File(prefixed(folder, file.name()), file.bytes(), file.sha256(), rows);
  }

  /** A file of the union under the name that it has in its folder. */
  static Manifest.File inItsFolder(Manifest.File file) {
    var name = file.name().substring(file.name().indexOf(SEPARATOR) + 1);
    return new Manifest.File(name, file.bytes(), file.sha256(), file.rows());
  }

  /** A picture under the ids that it has in the union. */
  static ReferringImage named(int folder, ReferringImage image) {
    var expressions =
        image.expressions().stream()
            .map(
                expression ->
                    new Expression(
                        prefixed(folder, expression.id()),
                        expression.text(),
                        expression.targets(),
                        prefixed(folder, expression.referent())))
            .toList();
    return new ReferringImage(
        prefixed(folder, image.id()),
        image.split(),
        image.width(),
        image.height(),
        image.picture(),
        image.instances(),
        expressions);
  }

  private static String prefixed(int folder, String id) {
    return folder + String.valueOf(SEPARATOR) + id;
  }
}
