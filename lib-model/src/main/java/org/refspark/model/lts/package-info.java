/**
 * LTS, "Locate then Segment" (Jing et al. 2021): visual features and the expression's vector are
 * fused, the object is located by a relevance filter or a transformer, and a small network segments
 * it. One class for each box of the paper's Figure 2; what pictures, targets and answers have in
 * common with other networks of one mask is in {@link org.refspark.model.onemask}.
 */
package org.refspark.model.lts;
