/**
 * Spark jobs and the command line. Nothing here knows a layer of a network or a byte of a published
 * format.
 */
package org.refspark.jobs;
