#!/usr/bin/env bash
# A cluster of this machine's own processes: a master, two workers, their executors. Runs quickstart on it through
# spark-submit twice, kills an executor in the middle of the second training, shows that both came to the same bits,
# and stops the cluster.
#
#   deploy/standalone/try-cluster.sh [FOLDER] [key=value …]
#
# FOLDER (a new one under /tmp) keeps logs and runs; settings go to quickstart, such as --model mmnet. Environment:
#   SPARK_HOME   a Spark 3.5 for Scala 2.12; without it one is laid out of the jars of the build
set -euo pipefail

here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
refspark=$here/../refspark
say() { echo "try-cluster: $*"; }
fail() { echo "try-cluster: $*" >&2; exit 4; }

case ${1:-} in
  -h | --help) sed -n '2,/^set/{/^set/!s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"; exit ;;
  "" | -* | *=*) folder=$(mktemp -d /tmp/refspark-cluster.XXXXXX) ;;
  *) folder=$1; shift; mkdir -p "$folder"; folder=$(readlink -f "$folder") ;;
esac

for run in undisturbed disturbed; do
  [[ ! -e $folder/$run ]] || fail "$folder/$run is there already; name another folder"
done

# Small enough for a try: some minutes.
settings=(scenes.train=60 scenes.test=12 train.epochs=1 spark.driver.memory=1g spark.executor.memory=1g "$@")

"$refspark" --help >/dev/null
if [[ -z ${SPARK_HOME:-} ]]; then
  SPARK_HOME=$folder/spark
  "$here/spark-home.sh" "$SPARK_HOME"
fi
export SPARK_HOME SPARK_LOCAL_IP=127.0.0.1 SPARK_DAEMON_MEMORY=512m SPARK_SCALA_VERSION=2.12
export OMP_NUM_THREADS=1 REFSPARK_OFFHEAP=${REFSPARK_OFFHEAP:-2048}

processes=()
stop() {
  local process
  for process in "${processes[@]}"; do kill "$process" 2>/dev/null || true; done
  wait 2>/dev/null || true
}
trap stop EXIT

# Waits until a file has a line like that, and prints it.
await() { # FILE PATTERN SECONDS
  local second
  for ((second = 0; second < $3 * 5; second++)); do
    if grep -m 1 -o -E "$2" "$1" 2>/dev/null; then return; fi
    sleep 0.2
  done
  fail "nothing like \"$2\" in $1 after $3 s; look there"
}

daemon() { # NAME CLASS ARGUMENT…
  local log=$folder/$1.log
  "$SPARK_HOME/bin/spark-class" "${@:2}" --host 127.0.0.1 --port 0 --webui-port 0 >"$log" 2>&1 &
  processes+=($!)
}

daemon master org.apache.spark.deploy.master.Master
master=$(await "$folder/master.log" 'spark://[0-9.:]+' 60)
for number in 1 2; do
  daemon "worker-$number" org.apache.spark.deploy.worker.Worker \
    --cores 1 --memory 4g --work-dir "$folder/worker-$number" "$master"
done
for number in 1 2; do
  await "$folder/worker-$number.log" 'Successfully registered' 60 >/dev/null
done
say "a master and two workers run at $master"

quickstart() { # NAME
  "$refspark" quickstart "run=$folder/$1" "spark.master=$master" "${settings[@]}" >"$folder/$1.log" 2>&1
}

say "quickstart, undisturbed (its output: $folder/undisturbed.log)"
began=$SECONDS
quickstart undisturbed || fail "it failed, see $folder/undisturbed.log"
say "done in $((SECONDS - began)) s"

say "quickstart again, to be disturbed"
began=$SECONDS
quickstart disturbed &
running=$!
processes+=("$running")
page=$folder/disturbed/ledger/000002.json
until [[ -f $page ]]; do
  kill -0 "$running" 2>/dev/null || fail "it ended before its second round, see $folder/disturbed.log"
  sleep 0.2
done
# The only child of the first worker.
executor=$(pgrep -P "${processes[1]}" | head -n 1) || fail "the first worker has no executor; see $folder/worker-1.log"
kill -KILL "$executor"
kill -0 "$running" 2>/dev/null || fail "it ended before its executor was killed"
say "killed executor process $executor after the second round"
wait "$running" || fail "it failed, see $folder/disturbed.log"
say "done in $((SECONDS - began)) s"

same=1
files=0
while read -r file; do
  files=$((files + 1))
  if cmp -s "$folder/undisturbed/$file" "$folder/disturbed/$file"; then
    say "same: $file $(sha256sum <"$folder/disturbed/$file" | cut -c 1-16)"
  else
    say "DIFFERENT: $file"
    same=0
  fi
done < <(cd "$folder/undisturbed" && find rounds -type f | sort)
((files >= 3)) || fail "$folder/undisturbed has $files files of checkpoints, expected 3 or more"
((same)) || fail "the runs differ; they lie in $folder"
say "both trainings came to the same bits; report: $folder/disturbed/report/index.html"
