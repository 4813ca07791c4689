package org.refspark.data.coco;

/** A category that a ground-truth file lists; ids may have gaps. */
public record CocoCategory(int id, String name) {}
