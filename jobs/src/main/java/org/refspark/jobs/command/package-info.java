/**
 * What every command of the command line shares: its contract, exit codes, progress and the way to
 * Spark. The commands themselves lie with their work.
 */
package org.refspark.jobs.command;
