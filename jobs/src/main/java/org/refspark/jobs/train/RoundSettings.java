package org.refspark.jobs.train;

import org.refspark.jobs.command.Deadline;
import org.refspark.jobs.device.GpuStage;

/**
 * What every round of a run goes by.
 *
 * @param factory of the network and optimiser
 * @param source of the pictures
 * @param sourceHash of its content
 * @param seed of the run
 * @param cacheBytes of pictures that an executor keeps in memory
 * @param stage that tasks which train belong to
 * @param deadline after which a round is given up
 */
record RoundSettings(
    TrainerFactory factory,
    PictureSource source,
    String sourceHash,
    long seed,
    long cacheBytes,
    GpuStage stage,
    Deadline deadline) {}
