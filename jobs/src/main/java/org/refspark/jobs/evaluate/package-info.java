/**
 * Evaluation: predictions of a trained model on shards, as a table, and the metrics computed from
 * the records of single expressions. Knows models by {@link org.refspark.model.ReferringModel}
 * alone.
 */
package org.refspark.jobs.evaluate;
