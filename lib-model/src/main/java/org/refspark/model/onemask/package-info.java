/**
 * What networks share that answer an expression with one mask: letterboxed pictures, words as ids,
 * a training step, and inference that looks at a picture once. The networks themselves are
 * elsewhere.
 */
package org.refspark.model.onemask;
