/**
 * One place on any Hadoop file system, read and written without renames: the last file written is
 * the commit. Nothing here knows what the files mean.
 */
package org.refspark.jobs.storage;
