#!/usr/bin/env bash
# One tick of scheduled retraining, for cron, systemd and Airflow:
#
#   deploy/schedule/retrain.sh CONF REGISTRY [--tick TIME] [key=value …]
#
# A tick that meets a passing fault (exit code 5: storage, network, another tick that still runs) is tried again, three
# times in all, REFSPARK_RETRY_SECONDS apart (300). Any other ending is this script's. A tick goes on where it was stopped.
set -euo pipefail

here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
conf=${1:?"usage: deploy/schedule/retrain.sh CONF REGISTRY [--tick TIME] [key=value …]"}
registry=${2:?"usage: deploy/schedule/retrain.sh CONF REGISTRY [--tick TIME] [key=value …]"}
shift 2
launcher=${REFSPARK:-$here/../refspark}

for attempt in 1 2 3; do
  code=0
  "$launcher" retrain --conf "$conf" "registry=$registry" "$@" || code=$?
  if (( code != 5 || attempt == 3 )); then exit "$code"; fi
  echo "retrain: attempt $attempt met a passing fault; again in ${REFSPARK_RETRY_SECONDS:-300} s" >&2
  sleep "${REFSPARK_RETRY_SECONDS:-300}"
done
