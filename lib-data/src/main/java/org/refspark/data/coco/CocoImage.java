package org.refspark.data.coco;

import java.io.Serializable;

/**
 * A picture that a ground-truth file lists.
 *
 * @param id as published
 * @param height rows
 * @param width columns
 * @param fileName as published; empty where the file names none
 */
public record CocoImage(long id, int height, int width, String fileName) implements Serializable {}
