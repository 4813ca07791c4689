/** Draws synthetic scenes on Spark and writes them in the published layout. */
package org.refspark.jobs.synthesize;
