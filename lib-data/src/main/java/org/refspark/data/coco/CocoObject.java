package org.refspark.data.coco;

import java.io.Serializable;

/**
 * One annotated object as far as its pixels go: a value to send to where they are drawn.
 *
 * @param id as published
 * @param category id of the category, as published
 * @param crowd whether it stands for a group that nobody outlined one by one
 * @param segmentation the object's outline or mask, or why there is none
 */
public record CocoObject(long id, int category, boolean crowd, CocoSegmentation segmentation)
    implements Serializable {}
