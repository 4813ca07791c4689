/**
 * From an expression's text to token ids: a data set's own words, and CLIP's published pieces.
 * Knows no model and no data set's files.
 */
package org.refspark.data.text;
