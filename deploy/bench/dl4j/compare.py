"""Puts the measurements of compare-dl4j.sh together: a table on the screen, and JSON."""

import argparse
import glob
import json
import os
import re
import statistics
import sys
from pathlib import Path


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError):
        return None  # A run that failed; the other ones count.


def reports(about, side, size, workers):
    paths = sorted(glob.glob(f"{glob.escape(about.scratch)}/{side}-{size}-{workers}-*.json"))
    return [r for r in map(read, paths) if r is not None]


def ours(report):
    return next(f["median"] for f in report["figures"] if f["name"] == "averaging round")


def median(values):
    return round(statistics.median(values), 1) if values else None


def case(about, size, workers):
    peers = reports(about, "dl4j", size, workers)
    our_runs = [ours(r) for r in reports(about, "ours", size, workers)]
    peer_runs = [r["median"] for r in peers]
    found = {
        "ours_ms": median(our_runs),
        "dl4j_ms": median(peer_runs),
        "ours_runs_ms": our_runs,
        "dl4j_runs_ms": peer_runs,
        "dl4j_steps_ms": median([r["steps"] for r in peers]),
        "failed_runs": 2 * about.runs - len(our_runs) - len(peer_runs),
        "ratio": None,
    }
    if our_runs and peer_runs:
        found["ratio"] = round(found["ours_ms"] / found["dl4j_ms"], 3)
        # So many workers one after the other on each core.
        waves = -(-workers // about.cores)
        without = found["dl4j_ms"] - found["dl4j_steps_ms"] * waves
        if without > 0:
            found["ratio_without_steps"] = round(found["ours_ms"] / without, 3)
    return found


def versions(jars):
    """Of what a side runs on, by the names of its jars."""
    found = {}
    for key, name in (
        ("spark", "spark-core_2.12"),
        ("nd4j", "nd4j-api"),
        ("dl4j", "deeplearning4j-core"),
        ("dl4j-spark", "dl4j-spark3_2.12"),
    ):
        for path in glob.glob(f"{glob.escape(jars)}/{name}-[0-9]*.jar"):
            found[key] = os.path.basename(path)[len(name) + 1 : -len(".jar")]
    return found


def machine(about):
    """What times depend on."""
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text("utf-8"))
    return {
        "cpu": model[1] if model else "unknown",
        "cores": os.cpu_count(),
        "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "load_before": about.load,
        "heap_megabytes": about.heap_megabytes,
        "java": about.java,
        "refspark": versions(about.ours_jars),
        "dl4j": versions(about.dl4j_jars),
    }


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scratch", help="folder of single runs")
    parser.add_argument("out")
    parser.add_argument("--frequency", type=int, required=True)
    parser.add_argument("--runs", type=int, required=True)
    parser.add_argument("--sizes", type=int, nargs="+", required=True)
    parser.add_argument("--workers", type=int, nargs="+", required=True)
    parser.add_argument("--master", required=True)
    parser.add_argument("--cores", type=int, required=True, help="of the master")
    parser.add_argument("--heap-megabytes", type=int, required=True)
    parser.add_argument("--load", type=float, required=True)
    parser.add_argument("--java", required=True)
    parser.add_argument("--ours-jars", required=True)
    parser.add_argument("--dl4j-jars", required=True)
    return parser.parse_args()


def main():
    about = arguments()
    rounds = {}
    print(f"{'parameters':>12} {'workers':>7} {'RefSpark ms':>12} {'DL4J ms':>12} {'ratio':>7}")
    for size in about.sizes:
        for workers in about.workers:
            found = case(about, size, workers)
            name = f"{size // 10**6}M-{workers}" if size % 10**6 == 0 else f"{size}-{workers}"
            rounds[name] = found
            shown = [found["ours_ms"], found["dl4j_ms"], found["ratio"]]
            ours_ms, dl4j_ms, ratio = ("failed" if v is None else v for v in shown)
            print(f"{size:>12,} {workers:>7} {ours_ms:>12} {dl4j_ms:>12} {ratio:>7}")
    document = {
        "machine": machine(about),
        "master": about.master,
        "frequency": about.frequency,
        "runs": about.runs,
        "round": rounds,
    }
    with open(about.out, "w", encoding="utf-8") as file:
        json.dump(document, file, indent=2)
        file.write("\n")
    print(f"Written to {about.out}")
    failed = sum(found["failed_runs"] for found in rounds.values())
    if failed:
        sys.exit(f"compare: {failed} runs failed, see above")


if __name__ == "__main__":
    main()
