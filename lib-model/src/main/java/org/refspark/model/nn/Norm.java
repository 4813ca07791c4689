package org.refspark.model.nn;

/** How feature maps are normalised. */
public enum Norm {
  /** Batch statistics while training, running ones at inference. */
  BATCH,
  /** Groups of channels of each picture on its own: independent of the batch's size. */
  GROUP,
  /** Running statistics and affine both fixed, as loaded: for fine-tuning with tiny batches. */
  FROZEN
}
