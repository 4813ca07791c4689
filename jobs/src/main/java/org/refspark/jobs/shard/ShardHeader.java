package org.refspark.jobs.shard;

import java.util.List;

/**
 * What all rows of a folder of shards share.
 *
 * @param dataSet name of the published data set
 * @param split the published split
 * @param licence whose pictures these are
 * @param categories names by number, from 1
 * @param vocabulary words by id
 */
record ShardHeader(
    String dataSet,
    String split,
    String licence,
    List<String> categories,
    List<String> vocabulary) {}
