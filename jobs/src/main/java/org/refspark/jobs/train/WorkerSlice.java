package org.refspark.jobs.train;

import java.io.Serializable;
import java.util.List;

/**
 * What one logical worker does in one round.
 *
 * @param worker its number, from 0
 * @param steps mini-batches in order
 */
record WorkerSlice(int worker, List<List<Group>> steps) implements Serializable {}
