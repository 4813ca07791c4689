/**
 * Reads Python's containers of data: pickles, NumPy arrays and their archives. Nothing is executed:
 * a pickle can only call what the caller has listed.
 */
package org.refspark.data.pickle;
