/**
 * From an expression's text to token ids: the word tokenizer and the vocabulary of a data set.
 * Knows no model and no data set's files.
 */
package org.refspark.data.text;
