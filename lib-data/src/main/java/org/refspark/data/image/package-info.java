/**
 * Pictures: decoding of untrusted PNG and JPEG, resizing and warping by the published rules, and
 * where strokes are. Knows no data set's layout.
 */
package org.refspark.data.image;
