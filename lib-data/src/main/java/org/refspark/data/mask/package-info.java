/**
 * Binary masks as runs, in COCO's form: coding, measures, set operations, resizing, and outlines to
 * masks. Everything works on runs; pixels appear only where the caller asks for them.
 */
package org.refspark.data.mask;
