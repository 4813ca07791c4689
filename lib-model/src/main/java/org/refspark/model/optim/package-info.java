/** Optimisers and learning-rate schedules on the flat parameter vector. */
package org.refspark.model.optim;
