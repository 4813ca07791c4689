/**
 * MMNet (Yan et al. 2023): CLIP's encoders, several queries of one expression, a mask for each, and
 * their weighted sum; a class for each box of the paper's figure 3. Nothing here knows jobs or data
 * sets, and CLIP itself is elsewhere.
 */
package org.refspark.model.mmnet;
