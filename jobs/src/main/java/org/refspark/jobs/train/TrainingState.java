package org.refspark.jobs.train;

import java.io.Serializable;

/**
 * All that training carries from one round to the next.
 *
 * @param cursor how far it has come
 * @param parameters how many of the values are parameters (weights and buffers)
 * @param values the parameters, then the optimiser's state
 */
record TrainingState(Cursor cursor, int parameters, float[] values) implements Serializable {}
