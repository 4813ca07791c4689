package org.refspark.jobs.sweep;

import java.util.List;
import java.util.Map;

/**
 * What a trial came to at the end of a stage. Written when all else of the trial is, it says that
 * nothing is left to do.
 *
 * @param trial its name
 * @param point its point's name
 * @param seed it was trained with
 * @param rounds of training
 * @param examples that it has learnt from
 * @param seconds of all rounds together
 * @param evaluation name of the evaluation, such as {@code test}
 * @param expressions measured
 * @param main measures to look at first
 * @param metrics by name, fractions of 1
 */
record TrialResult(
    String trial,
    String point,
    long seed,
    int rounds,
    long examples,
    double seconds,
    String evaluation,
    long expressions,
    List<String> main,
    Map<String, Double> metrics) {}
