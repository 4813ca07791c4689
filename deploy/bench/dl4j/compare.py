"""Puts the measurements of compare-dl4j.sh together: a table on the screen, and JSON."""

import glob
import json
import os
import statistics
import sys


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError):
        return None  # A run that failed; the other ones count.


def ours(path):
    report = read(path)
    if report is None:
        return None
    return next(f["median"] for f in report["figures"] if f["name"] == "averaging round")


def median(values):
    values = [v for v in values if v is not None]
    return round(statistics.median(values), 1) if values else None


def case(scratch, size, workers):
    runs = lambda side: sorted(glob.glob(f"{scratch}/{side}-{size}-{workers}-*.json"))
    peers = [r for r in map(read, runs("dl4j")) if r is not None]
    our_runs = [v for v in map(ours, runs("ours")) if v is not None]
    found = {
        "ours_ms": median(our_runs),
        "dl4j_ms": median(r["median"] for r in peers),
        "ours_runs_ms": our_runs,
        "dl4j_runs_ms": [r["median"] for r in peers],
        "dl4j_steps_ms": median(r["steps"] for r in peers),
    }
    if found["ours_ms"] and found["dl4j_ms"]:
        found["ratio"] = round(found["ours_ms"] / found["dl4j_ms"], 3)
        # local[2] runs two workers at a time.
        without = found["dl4j_ms"] - found["dl4j_steps_ms"] * workers / 2
        if without > 0:
            found["ratio_without_steps"] = round(found["ours_ms"] / without, 3)
    else:
        found["ratio"] = None
    return found


def main():
    scratch, out, frequency, runs = sys.argv[1:5]
    cases = {
        tuple(int(part) for part in os.path.basename(path).split("-")[1:3])
        for path in glob.glob(f"{scratch}/*-*-*-*.json")
    }
    rounds = {}
    print(f"{'parameters':>12} {'workers':>7} {'RefSpark ms':>12} {'DL4J ms':>12} {'ratio':>7}")
    for size, workers in sorted(cases):
        found = case(scratch, size, workers)
        name = f"{size // 10**6}M-{workers}" if size % 10**6 == 0 else f"{size}-{workers}"
        rounds[name] = found
        shown = [found["ours_ms"], found["dl4j_ms"], found["ratio"]]
        ours_ms, dl4j_ms, ratio = ("failed" if v is None else v for v in shown)
        print(f"{size:>12,} {workers:>7} {ours_ms:>12} {dl4j_ms:>12} {ratio:>7}")
    with open(out, "w", encoding="utf-8") as file:
        json.dump({"frequency": int(frequency), "runs": int(runs), "round": rounds}, file, indent=2)
        file.write("\n")
    print(f"Written to {out}")


if __name__ == "__main__":
    main()
