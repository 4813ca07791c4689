package org.refspark.jobs.device;

import org.refspark.jobs.command.CommandFailure;
import org.refspark.jobs.command.ExitCode;

/**
 * Why something cannot compute where it should.
 *
 * @param found what is the case
 * @param remedy what to do
 */
public record Obstacle(String found, String remedy) {
  CommandFailure failure() {
    return new CommandFailure(ExitCode.ENVIRONMENT, found + ": " + remedy);
  }
}
