package org.refspark.jobs.synthesize;

/**
 * What was drawn of one split.
 *
 * @param scenes drawn
 * @param objects in them
 * @param expressions about them
 */
record Drawn(int scenes, long objects, long expressions) {}
