/** Draws synthetic scenes on Spark and writes them in the published layouts. */
package org.refspark.jobs.synthesize;
