/**
 * Shards: a data set as Parquet files, one row per picture, with a manifest that is the commit.
 *
 * <p>Content and bytes are a pure function of the published files and the configuration, whichever
 * executor wrote what. Nothing here knows the published formats' bytes or a model.
 */
package org.refspark.jobs.shard;
