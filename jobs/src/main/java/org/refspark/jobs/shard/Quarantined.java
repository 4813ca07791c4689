package org.refspark.jobs.shard;

import java.io.Serializable;

/**
 * A record that was set aside.
 *
 * @param id of the picture
 * @param reason short, the same for the same kind of fault
 * @param file at fault
 * @param message what was wrong with it
 */
record Quarantined(String id, String reason, String file, String message) implements Serializable {}
