/**
 * Weights and optimiser state as safetensors: named arrays behind a JSON header, readable from
 * Python. Nothing here knows where files lie; callers bring streams.
 */
package org.refspark.model.weights;
