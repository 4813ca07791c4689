package org.refspark.jobs.command;

import java.time.Duration;

/**
 * When work is given up.
 *
 * @param key of the setting that says so
 * @param after its beginning
 */
public record Deadline(String key, Duration after) {}
