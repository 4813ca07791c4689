/** DL4J's parameter averaging, measured; nothing here is used by RefSpark. */
package org.refspark.bench.dl4j;
