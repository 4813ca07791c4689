/**
 * What networks and jobs cost: time, memory and arithmetic of training steps, answers, rounds,
 * shards, evaluations and starts, on generated pictures.
 */
package org.refspark.jobs.bench;
