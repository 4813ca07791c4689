/**
 * Blocks that networks are built of: kernels (one operation with its gradient) and the layers made
 * of them. Shapes are NHWC; convolution weights are {@code [kernel, kernel, in, out]}, linear
 * weights {@code [in, out]}.
 *
 * <p>Some kernels are loops in Java over whole rows of channels, on chunks that stay in the cache.
 * They stand where libnd4j's operation is slow (its column sums take 4 ms and its ReLU gradient 1.5
 * ms per million values, the loops 0.5 ms) or where none exists (RoIAlign).
 */
package org.refspark.model.nn;
