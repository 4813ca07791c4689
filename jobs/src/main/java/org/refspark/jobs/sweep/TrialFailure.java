package org.refspark.jobs.sweep;

import org.refspark.jobs.command.ExitCode;

/**
 * Why a trial ended without a result.
 *
 * @param trial its name
 * @param exitCode that the command would have had
 * @param message in plain words
 * @param at when, ISO 8601
 */
record TrialFailure(String trial, ExitCode exitCode, String message, String at) {}
