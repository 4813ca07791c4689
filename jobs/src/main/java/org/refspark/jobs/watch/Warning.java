package org.refspark.jobs.watch;

import java.io.Serializable;

/**
 * What an executor warns of.
 *
 * @param host where it runs
 * @param executor as Spark names it
 * @param kind the same for warnings that differ in their details only
 * @param text in full
 */
record Warning(String host, String executor, String kind, String text) implements Serializable {}
