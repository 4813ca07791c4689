#!/usr/bin/env bash
# Prints a ConfigMap refspark-conf of settings files, for kubectl apply -f -:
#
#   deploy/kubernetes/configmap.sh FILE… | kubectl apply -f -
#   deploy/kubernetes/configmap.sh conf/grm-net/*.conf my/retrain.conf | kubectl apply -f -
#
# The files lie in one folder, /etc/refspark of the pods, so that they may include each other by name. Files of the same
# name are refused, and keys of object stores do not belong in them: those come from a secret.
set -euo pipefail

# The names of keys that the launcher refuses, too.
secret_names=$(<"$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../../jobs/src/main/resources/secret-names")
# What stands before an equals sign, a colon or a brace, and is no comment.
keys() { sed 's/#.*//' "$1" | grep -oE '[^={:,]+[={:]' | sed -E 's/["[:space:]+={:]+$//' || true; }

(( $# > 0 )) || { echo "usage: deploy/kubernetes/configmap.sh FILE…" >&2; exit 2; }
declare -A seen=()
for file in "$@"; do
  name=${file##*/}
  [[ -f $file ]] || { echo "configmap: $file: there is no such file" >&2; exit 2; }
  if [[ -n ${seen[$name]:-} ]]; then
    echo "configmap: $file and ${seen[$name]} have the same name" >&2
    exit 2
  fi
  if [[ -n $(keys "$file" | grep -iE "$secret_names" || true) ]]; then
    echo "configmap: $file holds a key or a password, which a ConfigMap shows to everybody" >&2
    exit 2
  fi
  seen[$name]=$file
done

echo "apiVersion: v1"
echo "kind: ConfigMap"
echo "metadata:"
echo "  name: refspark-conf"
echo "  namespace: refspark"
echo "data:"
for file in "$@"; do
  echo "  ${file##*/}: |"
  sed 's/^/    /; s/[[:space:]]*$//' "$file"
done
