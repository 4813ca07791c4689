/** What lies in {@code deploy/}, as far as it can be tried on one machine. */
package org.refspark.jobs.deploy;
