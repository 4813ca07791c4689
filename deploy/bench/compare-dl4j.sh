#!/usr/bin/env bash
# The averaging round beside that of DL4J's ParameterAveragingTrainingMaster, in alternating runs:
#
#   deploy/bench/compare-dl4j.sh OUT.json
#
# Prints a table and writes {"machine": …, "round": {"1M-2": {"ours_ms", "dl4j_ms", "ratio", …}, …}}:
# 1 million parameters, 2 workers. Below 1 RefSpark is faster. Both run on the same master with as much
# memory, noise as parameters, an optimiser without state, 10 steps of one example between two
# averages, and with Spark's compression off, as RefSpark has it. Data sets are outside the clock on
# both sides: RefSpark's examples are made where they are needed, DL4J's lie cached on their workers,
# neither exported nor repartitioned nor counted. Ends with exit code 1 where a run failed.
#
# On local[2] all workers are threads of one process. There RefSpark's values are read and, of two
# workers, averaged where they lie; DL4J's travel all the same. With
# MASTER=local-cluster[2,1,2048] both have two executors as processes of their own, of 2048 MB each.
#
# RefSpark's steps do nothing at all. DL4J's do the least that its networks can (one row of a frozen
# table), but pass over all parameters all the same; "dl4j_steps_ms" are the ten steps of one worker
# without Spark, and "ratio_without_steps" leaves them out of DL4J's time, as many workers at a time
# as there are cores.
#
# Environment: SIZES (parameters), WORKERS, RUNS (alternations), ROUNDS and WARM_UP (of each run),
# MASTER (local[N] or local-cluster[…]), HEAP (megabytes of the driver), SECONDS_PER_RUN (then a run is
# given up, and its place says so), JAVA_HOME.
set -euo pipefail

out=${1:?"usage: deploy/bench/compare-dl4j.sh OUT.json"}
read -r -a sizes <<<"${SIZES:-1000000 10000000 100000000}"
read -r -a workers <<<"${WORKERS:-2 4 8}"
runs=${RUNS:-2}
rounds=${ROUNDS:-5}
warm_up=${WARM_UP:-2}
master=${MASTER:-local[2]}
heap=${HEAP:-8192}
limit=${SECONDS_PER_RUN:-1200}
frequency=10

here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
root=$(cd "$here/../.." && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
load=$(cut -d ' ' -f 1 /proc/loadavg)
if awk -v load="$load" -v cores="$(nproc)" 'BEGIN {exit !(load > 0.3 * cores)}'; then
  echo "compare: notice: the load of this machine is $load; something else runs, and times will not mean much" >&2
fi

executors=()
if [[ $master =~ ^local\[([0-9]+)\]$ ]]; then
  cores=${BASH_REMATCH[1]}
elif [[ $master =~ ^local-cluster\[([0-9]+),([0-9]+),([0-9]+)\]$ ]]; then
  cores=$((BASH_REMATCH[1] * BASH_REMATCH[2]))
  executors=("spark.executor.memory=${BASH_REMATCH[3]}m")
else
  echo "compare: MASTER is $master, expected local[N] or local-cluster[executors,cores,megabytes]" >&2
  exit 2
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export SPARK_LOCAL_IP=127.0.0.1 OMP_WAIT_POLICY=passive
export SPARK_LOCAL_DIRS=$scratch REFSPARK_QUIET=1
export OMP_NUM_THREADS=${OMP_NUM_THREADS:-$(nproc)}

(cd "$here/dl4j" && mvn -B -q package)
"$root/deploy/refspark" bench --help >/dev/null # builds where nothing is built
read -r -a opens < <(sed -n 's:.*<java.opens>\(.*\)</java.opens>.*:\1:p' "$root/pom.xml")

native=(
  -Dorg.bytedeco.javacpp.platform.extension=-onednn-avx2
  -Dorg.bytedeco.javacpp.maxbytes=12g -Dorg.bytedeco.javacpp.maxphysicalbytes=22g
)

ours() { # parameters workers run
  timeout "$limit" "$root/deploy/refspark" bench round "bench.parameters=[$1]" "bench.workers=[$2]" \
    "bench.repetitions=$rounds" "bench.warm-up=$warm_up" "averaging.frequency=$frequency" \
    "spark.master=$master" "spark.driver.memory=${heap}m" "${executors[@]}" "out=$scratch/ours-$1-$2-$3.json" >&2
}

theirs() { # parameters workers run
  # Executors of a local cluster look for jars in $SPARK_HOME/jars.
  SPARK_HOME=$here/dl4j/target SPARK_SCALA_VERSION=2.12 timeout "$limit" \
    "$java" "${opens[@]}" "-Xmx${heap}m" "${native[@]}" "${executors[@]/#/-D}" \
    "-Dspark.executor.extraJavaOptions=${opens[*]} ${native[*]}" \
    "-Dspark.master=$master" -Dspark.ui.enabled=false -Dspark.driver.maxResultSize=0 \
    -Dspark.broadcast.compress=false -Dspark.shuffle.compress=false \
    -cp "$here/dl4j/target/jars/*" org.refspark.bench.dl4j.AveragingRound \
    "$1" "$2" "$frequency" "$warm_up" "$rounds" >"$scratch/dl4j-$1-$2-$3.json"
}

for size in "${sizes[@]}"; do
  for count in "${workers[@]}"; do
    for ((run = 1; run <= runs; run++)); do
      ours "$size" "$count" "$run" || echo "RefSpark, $size parameters, $count workers: failed" >&2
      theirs "$size" "$count" "$run" || echo "DL4J, $size parameters, $count workers: failed" >&2
    done
  done
done

java_version=$("$java" -version 2>&1 | head -n 1)
python3 "$here/dl4j/compare.py" "$scratch" "$out" --frequency "$frequency" --runs "$runs" \
  --sizes "${sizes[@]}" --workers "${workers[@]}" --master "$master" --cores "$cores" \
  --heap-megabytes "$heap" --load "$load" --java "$java_version" \
  --ours-jars "$root/jobs/target/dist/jars" --dl4j-jars "$here/dl4j/target/jars"
