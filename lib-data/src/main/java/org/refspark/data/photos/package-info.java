/**
 * Generated photo-like pictures: shaded, textured objects over textured backgrounds, some hiding
 * parts of others, with sentences about colour, size, side and relation that are correct by
 * construction, and their files in the layout of RefCOCO. For tests and trials without a download;
 * knows nothing of training.
 */
package org.refspark.data.photos;
