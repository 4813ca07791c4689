package org.refspark.jobs.retrain;

import org.refspark.jobs.command.Command;

/**
 * The commands that a tick goes through.
 *
 * @param synthesize draws scenes, to try it all without data
 * @param shard makes shards
 * @param train trains candidates
 * @param evaluate measures candidates and champions
 * @param export writes packages
 */
public record TickCommands(
    Command synthesize, Command shard, Command train, Command evaluate, Command export) {}
