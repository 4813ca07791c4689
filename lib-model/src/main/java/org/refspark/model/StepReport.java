package org.refspark.model;

import java.util.Map;

/**
 * What one training step saw.
 *
 * @param examples (picture, expression) pairs in the mini-batch
 * @param loss total, the mean over the batch that was minimised
 * @param parts the loss by its named terms, in a fixed order
 */
public record StepReport(int examples, double loss, Map<String, Double> parts) {}
