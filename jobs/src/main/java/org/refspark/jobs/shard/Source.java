package org.refspark.jobs.shard;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.refspark.data.ReferringImage;

/**
 * One split of a published data set, to be read by tasks.
 *
 * @param <E> what the annotations say of one picture; small, sent to the task that reads it
 */
interface Source<E extends Serializable> extends Serializable {
  /** The data set's name. */
  String dataSet();

  /** The split's published name. */
  String split();

  /** Whose pictures these are, and what to know before passing them on. */
  String licence();

  /** Names of the categories by number, from 1; asked for after {@link #entries}. */
  List<String> categories();

  /** Everything that the annotations name, in published order; no picture is opened. */
  List<E> entries() throws IOException;

  /** The picture's id, {@code <split>/<key>}. */
  String id(E entry);

  /**
   * Reads one picture with its instances and expressions.
   *
   * @throws org.refspark.data.DataFormatException where a file of it is missing or damaged
   */
  ReferringImage read(E entry) throws IOException;
}
