package org.refspark.jobs.storage;

/**
 * What a whole file looks like, as the document that names it says.
 *
 * @param bytes its size
 * @param sha256 of its content, hexadecimal
 */
public record SavedFile(long bytes, String sha256) {}
