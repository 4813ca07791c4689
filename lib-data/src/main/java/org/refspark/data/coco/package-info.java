/**
 * COCO's JSON files: ground truth (instances) and results. Reads them element by element; what the
 * numbers mean for an evaluation is told in the model module's metrics.
 */
package org.refspark.data.coco;
