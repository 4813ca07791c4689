package org.refspark.model.onemask;

import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The expressions of a batch, as inputs of a graph.
 *
 * @param ids of the pieces, expression by expression, {@code [N·L]}; 0 after the end
 * @param idsByPlace the same, place by place, {@code [L·N]}: how recurrent layers read
 * @param real 1 for pieces, 0 after the end, {@code [N, L]}
 * @param lengths pieces of each expression, at least 1, {@code [N]}
 * @param end rows of the last pieces among N·L, {@code [N]}: the end mark, where there is one
 */
public record Words(
    SDVariable ids, SDVariable idsByPlace, SDVariable real, SDVariable lengths, SDVariable end) {}
