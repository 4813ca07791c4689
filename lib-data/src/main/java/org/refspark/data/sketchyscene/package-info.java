/**
 * SketchyScene and SketchyScene-Matching in their published layouts: label maps ({@code .mat}),
 * sentences (JSON), Mask R-CNN's instances ({@code .npz}).
 */
package org.refspark.data.sketchyscene;
