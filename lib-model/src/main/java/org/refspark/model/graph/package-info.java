/**
 * The SameDiff kit: kernels with their own gradients, the reverse pass, and a plan that runs a
 * graph of fixed shapes with all its arrays allocated once.
 *
 * <p>A {@link org.refspark.model.graph.Graph} wraps a SameDiff graph whose ops are {@link
 * org.refspark.model.graph.Kernel}s. SameDiff keeps the names, the order and the gradients' wiring;
 * its session is not used, because it allocates every array anew at every step.
 */
package org.refspark.model.graph;
