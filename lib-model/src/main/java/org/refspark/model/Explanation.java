package org.refspark.model;

/** How a model came to its answer for one expression. */
public sealed interface Explanation
    permits ReferenceExplanation, QueryExplanation, LocalisationExplanation {}
