package org.refspark.data.synthetic;

import java.awt.geom.Path2D;

/** One movement of the pen: a path and what it does to the paper. */
record Mark(Path2D path, Kind kind) {
  enum Kind {
    /** Hides what lies behind it, then is outlined. */
    BODY,
    /** A line alone. */
    LINE,
    /** Filled with ink. */
    SOLID
  }
}
