# shellcheck shell=bash
# Read by the scripts that lay out jars: sets dist to the folder that `mvn package` lays out, the first argument, or this
# checkout's where that is empty.
find_dist() {
  dist=$(readlink -f "${1:-$(dirname "${BASH_SOURCE[0]}")/../jobs/target/dist}")
  if ! compgen -G "$dist/jars/refspark-jobs-*.jar" >/dev/null; then
    echo "$(basename "$0" .sh): there are no jars in $dist/jars; run mvn -B -DskipTests package first" >&2
    exit 4
  fi
}
