package org.refspark.jobs.train;

import org.refspark.model.ParameterLayout;

/**
 * What the values of a training state mean.
 *
 * @param network arrays of the parameters
 * @param optimizer arrays of the optimiser's state, which may leave values at the end unused
 * @param optimizerLength values of the optimiser's state
 */
record StateLayout(ParameterLayout network, ParameterLayout optimizer, int optimizerLength) {}
