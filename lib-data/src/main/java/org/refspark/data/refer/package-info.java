/**
 * The RefCOCO family (RefCOCO, RefCOCO+, RefCOCOg, RefCLEF, gRefCOCO) in the layout of the
 * published {@code refer} tools: references in a pickle or JSON, objects in COCO's format. Knows
 * which file says what; the bytes are read by the packages of their formats.
 */
package org.refspark.data.refer;
