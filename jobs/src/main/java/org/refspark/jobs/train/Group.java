package org.refspark.jobs.train;

import java.io.Serializable;
import java.util.List;

/**
 * Some expressions of one picture, learnt from together.
 *
 * @param picture position in the source's index
 * @param expressions positions in the picture's expressions
 */
record Group(int picture, List<Integer> expressions) implements Serializable {}
