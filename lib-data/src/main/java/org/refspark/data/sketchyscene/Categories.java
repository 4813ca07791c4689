package org.refspark.data.sketchyscene;

import java.util.List;
import java.util.Locale;

/** SketchyScene's 46 categories, numbered from 1 as {@code CLASS_GT} numbers them. */
public final class Categories {
  /** The names in order; category c is at c − 1. */
  public static final List<String> NAMES =
      List.of(
          ("airplane,apple,balloon,banana,basket,bee,bench,bicycle,bird,bottle,bucket,bus,butterfly,"
                  + "car,cat,chair,chicken,cloud,cow,cup,dinnerware,dog,duck,fence,flower,grape,"
                  + "grass,horse,house,moon,mountain,people,picnic rug,pig,rabbit,road,sheep,sofa,"
                  + "star,street lamp,sun,table,tree,truck,umbrella,others")
              .split(","));

  private Categories() {}

  /** Number of categories. */
  public static int count() {
    return NAMES.size();
  }

  /**
   * @param category 1 to 46
   */
  public static String name(int category) {
    if (!contains(category)) {
      throw new IllegalArgumentException("category is " + category + ", expected 1 to 46");
    }
    return NAMES.get(category - 1);
  }

  /** The number of a name, 1 to 46. */
  public static int number(String name) {
    int place = NAMES.indexOf(name.toLowerCase(Locale.ROOT));
    if (place < 0) {
      throw new IllegalArgumentException(
          "\"%s\" is no category, expected one of %s".formatted(name, String.join(", ", NAMES)));
    }
    return place + 1;
  }

  /** Whether a number is 1 to 46. */
  public static boolean contains(int category) {
    return category >= 1 && category <= NAMES.size();
  }
}
