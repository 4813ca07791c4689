/**
 * Generated sketch scenes in the published layout of SketchyScene-Matching (Zou et al. 2019): pen
 * drawings with instance masks and referring expressions, for demonstrations, tests and benchmarks.
 *
 * <p>{@link org.refspark.data.synthetic.SceneGenerator} makes scene N of a split as a pure function
 * of (specification, split, N); {@link org.refspark.data.synthetic.SceneFiles} turns it into the
 * published files' bytes. Nothing here writes to a file system.
 */
package org.refspark.data.synthetic;
