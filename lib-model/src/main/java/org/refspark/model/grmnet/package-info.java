/**
 * GRM-Net ("Referring segmentation of scene sketches with a global reference mechanism"): an
 * instance segmenter whose proposals and regions are fused with the expression, and whose regions
 * are described relative to global references.
 *
 * <p>The classes are the boxes of the paper's figure: {@link
 * org.refspark.model.grmnet.LanguageEncoder}, {@link org.refspark.model.grmnet.RpnFusion}, {@link
 * org.refspark.model.grmnet.GlobalReferences}, {@link org.refspark.model.grmnet.RoiFusion}, {@link
 * org.refspark.model.grmnet.BoxHead}, {@link org.refspark.model.grmnet.MaskHead}.
 */
package org.refspark.model.grmnet;
