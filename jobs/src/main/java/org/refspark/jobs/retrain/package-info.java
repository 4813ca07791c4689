/**
 * Scheduled retraining: one tick finds the data that arrived, shards only those, trains on all,
 * measures candidate and champion on the same frozen split, and promotes or keeps. Each step ends
 * with a document; a tick that was stopped anywhere goes on behind the last one.
 */
package org.refspark.jobs.retrain;
