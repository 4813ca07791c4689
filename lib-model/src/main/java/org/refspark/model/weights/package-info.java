/**
 * Weights and optimiser state in files: checkpoints as safetensors, readable from Python, and the
 * weights of other programs ({@link org.refspark.model.weights.WeightsFile}) with their names and
 * layouts ({@link org.refspark.model.weights.WeightImport}). Files are data: nothing in them is
 * executed, and what they claim is bounded before anything is allocated. Nothing here knows of file
 * systems other than the local one; callers bring streams or local copies.
 */
package org.refspark.model.weights;
