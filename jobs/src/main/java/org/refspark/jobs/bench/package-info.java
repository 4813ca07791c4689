/**
 * What networks cost: time, memory and arithmetic of training steps and answers, on generated
 * pictures in this process, without Spark.
 */
package org.refspark.jobs.bench;
