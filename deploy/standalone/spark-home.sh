#!/usr/bin/env bash
# Lays out a SPARK_HOME in FOLDER from the jars that the build has fetched: for a cluster of this machine's own
# processes, where no Spark is installed. RefSpark's jars and its networks' stay outside, as in a real one.
#
#   deploy/standalone/spark-home.sh FOLDER [DIST]
#
# DIST is what `mvn package` lays out, jobs/target/dist unless given.
set -euo pipefail

# shellcheck source=deploy/jars.sh
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../jars.sh"
home=${1:?"usage: deploy/standalone/spark-home.sh FOLDER [DIST]"}
find_dist "${2:-}"

# What Spark lacks, by name; of equal names, ND4J's are others than Spark's.
nd4j=$(compgen -G "$dist/jars/nd4j-api-*.jar")
own=('nd4j-*' "*-${nd4j##*/nd4j-api-}" 'javacpp-*' 'openblas-*' 'cuda-*' 'mfl-core-*' 'neoitertools-*' 'byteunits-*'
  'oshi-core-*' 'jna-*' 'hadoop-aws-*' 'aws-java-sdk-*' 'jmespath-java-*' 'ion-java-*' 'jackson-dataformat-cbor-*'
  'config-*' 'refspark-*')
is_own() {
  local pattern
  for pattern in "${own[@]}"; do
    # shellcheck disable=SC2053 # a pattern
    if [[ $1 == $pattern ]]; then return 0; fi
  done
  return 1
}
mkdir -p "$home/jars" "$home/bin" "$home/conf"
for jar in "$dist"/jars/*.jar; do
  is_own "${jar##*/}" || ln -sf "$jar" "$home/jars/"
done

cat >"$home/bin/spark-class" <<'SCRIPT'
#!/usr/bin/env bash
# Runs a class of Spark's with the options that Spark's launcher works out.
set -euo pipefail
SPARK_HOME=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
export SPARK_HOME SPARK_SCALA_VERSION=2.12
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
mapfile -d '' -t command < <("$java" -Xmx128m -cp "$SPARK_HOME/jars/*" org.apache.spark.launcher.Main "$@")
(( ${#command[@]} > 1 )) || exit 2
# An empty word and a line feed come before the command.
command=("${command[@]:1}")
command[0]=${command[0]#$'\n'}
exec "${command[@]}"
SCRIPT
cat >"$home/bin/spark-submit" <<'SCRIPT'
#!/usr/bin/env bash
exec "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/spark-class" org.apache.spark.deploy.SparkSubmit "$@"
SCRIPT
chmod +x "$home/bin/spark-class" "$home/bin/spark-submit"
