/**
 * What every published data set becomes: pictures with instances and referring expressions.
 *
 * <p>Sub-packages read the published formats, code masks, resize pictures, cut expressions into
 * tokens and draw synthetic scenes. Nothing here knows Spark, ND4J or a model.
 */
package org.refspark.data;
