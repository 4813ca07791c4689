#!/usr/bin/env bash
# Lays out the layers of an image for Kubernetes, over one that has Spark 3.5 and Java 17: what a change of RefSpark does
# not touch lies below. deploy/kubernetes/Dockerfile copies them.
#
#   deploy/kubernetes/layers.sh FOLDER [DIST]
#
# FOLDER gets engine/ and refspark/, each with jars/, and the script that tells Spark of GPUs; what goes where is listed.
# DIST is what `mvn package` lays out, jobs/target/dist unless given.
set -euo pipefail

deploy=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
# shellcheck source=deploy/jars.sh
source "$deploy/jars.sh"
folder=${1:?"usage: deploy/kubernetes/layers.sh FOLDER [DIST]"}
find_dist "${2:-}"

for layer in engine refspark; do
  rm -rf "${folder:?}/$layer"
  mkdir -p "$folder/$layer/jars"
done
for jar in "$dist"/jars/{nd4j,javacpp,openblas,cuda}-*-linux-*.jar; do
  [[ ! -f $jar ]] || cp -L "$jar" "$folder/engine/jars/"
done
cp "$dist"/refspark-*.jar "$folder/refspark/jars/"
install -m 755 "$deploy/gpus.sh" "$folder/refspark/"

for layer in engine refspark; do
  echo "$layer: $(du -smL "$folder/$layer" | cut -f 1) MB"
  (cd "$folder/$layer" && find . -type f | sort | sed 's,^\./,  ,')
done
