/**
 * What the outside sees of a running command: figures in Spark's metrics system, log lines with run
 * and round, and executors' warnings on the driver. Knows neither training nor evaluation.
 */
package org.refspark.jobs.watch;
