/**
 * Training by parameter averaging: which worker sees which example in which round, one round as one
 * Spark job, the reduction in a fixed order, and the run directory that lets the same command go on
 * after any stop.
 *
 * <p>Words: an <em>example</em> is one (picture, expression) pair; a <em>group</em> is up to {@code
 * train.expressions-per-picture} expressions of one picture, so that the picture is encoded once
 * for all of them; a <em>step</em> is one mini-batch of {@code train.batch-pictures} groups on one
 * logical worker; a <em>round</em> is up to {@code averaging.frequency} steps on each of {@code
 * averaging.workers} logical workers, followed by one average. Everything about an epoch follows
 * from (seed, epoch, picture id) by arithmetic; executors, retries and resumed runs cannot change
 * it.
 */
package org.refspark.jobs.train;
