package org.refspark.jobs.sweep;

/**
 * A trial's way to the end of one stage.
 *
 * @param stage its number, from 0
 */
record Job(Trial trial, int stage) {}
