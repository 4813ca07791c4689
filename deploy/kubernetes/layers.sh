#!/usr/bin/env bash
# Lays out the layers of an image for Kubernetes, over one that has Spark 3.5 and Java 17: what a change of RefSpark does
# not touch lies below. deploy/kubernetes/Dockerfile copies them.
#
#   deploy/kubernetes/layers.sh FOLDER [DIST]
#
# FOLDER gets engine/ and refspark/, each with jars/; what goes where is listed. DIST is what `mvn package` lays out,
# jobs/target/dist unless given.
set -euo pipefail

here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
folder=${1:?"usage: deploy/kubernetes/layers.sh FOLDER [DIST]"}
dist=$(readlink -f "${2:-$here/../../jobs/target/dist}")
if ! compgen -G "$dist/jars/refspark-jobs-*.jar" >/dev/null; then
  echo "layers: there are no jars in $dist/jars; run mvn -B -DskipTests package first" >&2
  exit 4
fi

nd4j=$(compgen -G "$dist/jars/nd4j-api-*.jar")
nd4j=${nd4j##*/nd4j-api-}
for layer in engine refspark; do
  rm -rf "${folder:?}/$layer"
  mkdir -p "$folder/$layer/jars"
done
while read -r layer pattern; do
  while read -r jar; do
    [[ -e $folder/engine/jars/${jar##*/} ]] || cp -L "$jar" "$folder/$layer/jars/"
  done < <(compgen -G "$dist/jars/$pattern" || true)
done < <(sed -nE "s/ND4J\.jar/$nd4j/; /^(engine|refspark) /p" "$here/../own-jars")

for layer in engine refspark; do
  echo "$layer: $(du -smL "$folder/$layer" | cut -f 1) MB"
  (cd "$folder/$layer" && find . -type f -name '*.jar' | sort | sed 's,^\./,  ,')
done
