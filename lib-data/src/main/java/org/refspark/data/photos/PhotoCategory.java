package org.refspark.data.photos;

import java.util.Locale;

/** What generated photos show. */
public enum PhotoCategory {
  BALL,
  BOX,
  CONE,
  STAR,
  RING,
  CUP,
  BOOK,
  LEAF,
  FISH,
  HEART;

  /** Number in the data set's list of categories, from 1. */
  public int id() {
    return ordinal() + 1;
  }

  /** As sentences say it. */
  public String noun() {
    return name().toLowerCase(Locale.ROOT);
  }
}
