/**
 * A trained model outside its run: the package that holds it, and the Java API that answers with
 * it. Knows neither Spark nor Hadoop, and works where their jars are not on the class path.
 */
package org.refspark.jobs.use;
