/**
 * CLIP's encoders (Radford et al. 2021): pictures and expressions to features. Weights are named
 * {@code clip.} and OpenAI's own names; their optimiser groups are {@code clip}, {@code clip-norm},
 * {@code clip-bias} and {@code clip-position}. What becomes of the features is up to the models.
 */
package org.refspark.model.clip;
