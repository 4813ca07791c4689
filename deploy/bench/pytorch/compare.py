"""Measures RefSpark and PyTorch in turns: `compare.py --help`, run by compare-pytorch.sh."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from cases import BENCHES, CASES, LAYOUTS
from comparison import Comparison, Pair, check, machine, report, table
from runner import MOST_STOLEN, Runner


def measure(comparison: Comparison, runner: Runner, peer_first: bool) -> None:
    """One round; PyTorch's layout is the faster one of the first round."""
    case, bench = comparison.case, comparison.bench

    def peer() -> dict[str, Any]:
        layouts = LAYOUTS if comparison.layout is None else (comparison.layout,)
        tried = [runner.peer(case, bench, x) for x in layouts]
        best = min(tried, key=lambda found: found["milliseconds"]["median"])
        comparison.layout = best["layout"]
        return best

    found_peer = peer() if peer_first else None
    ours = runner.ours(case, bench)
    pair = Pair(ours, found_peer or peer())
    check(comparison, pair)
    comparison.pairs.append(pair)


def main() -> None:
    arguments = _arguments()
    load = os.getloadavg()[0]
    if load > 0.3 * arguments.threads:
        print(f"compare: notice: the load of this machine is {load:.1f}; something else runs, and"
              " times will not mean much", file=sys.stderr)
    benches = [arguments.bench] if arguments.bench else list(BENCHES)
    layout = None if arguments.layout == "faster" else arguments.layout
    comparisons = [
        Comparison(replace(case, asked=arguments.asked), bench, layout)
        for bench in benches
        for case in CASES
        if not arguments.only or case.name in arguments.only
    ]
    rounds = arguments.rounds or (1 if arguments.quick else 3)
    with tempfile.TemporaryDirectory() as work:
        runner = Runner(arguments.scenes, arguments.threads, arguments.quick, Path(work))
        for number in range(rounds):
            for comparison in comparisons:
                measure(comparison, runner, number % 2 == 1)
                pair = comparison.pairs[-1]
                print(f"round {number + 1} of {rounds}: {comparison.bench} {comparison.case.name}:"
                      f" RefSpark {pair.ours['milliseconds']['median']:.1f} ms,"
                      f" PyTorch {pair.peer['milliseconds']['median']:.1f} ms"
                      f" ({comparison.layout}), ratio {pair.ratio:.2f}",
                      file=sys.stderr, flush=True)
            about = machine(comparisons, arguments.threads, load)
            document = report(comparisons, about)
            arguments.out.write_text(json.dumps(document, indent=2) + "\n", "utf-8")
    print(table(document))
    stolen = max(max(p.ours["stolen"], p.peer["stolen"]) for c in comparisons for p in c.pairs)
    print(f"This machine's host took at most {100 * stolen:.1f} % of the time of a run that counts;"
          f" {runner.repeated} more that it took over {100 * MOST_STOLEN:.0f} % of were repeated")
    print(f"Written to {arguments.out}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="compare-pytorch.sh", description=(
        "RefSpark beside PyTorch: training steps and answers of the same networks, in turns."))
    parser.add_argument("out", type=Path, metavar="OUT.json")
    parser.add_argument("--quick", action="store_true",
                        help="one round, one repetition after one to warm up: shows that it works")
    parser.add_argument("--only", action="append", choices=[case.name for case in CASES],
                        metavar="NAME", help="this network, may be given several times: "
                        + ", ".join(case.name for case in CASES))
    parser.add_argument("--bench", choices=list(BENCHES),
                        help="only training steps, or only answers")
    parser.add_argument("--asked", type=int, default=1, metavar="N",
                        help="expressions of a picture that are answered: 1 unless given, 8 at most")
    parser.add_argument("--rounds", type=int, help="3 unless given, 1 with --quick")
    parser.add_argument("--layout", choices=["faster", *LAYOUTS], default="faster",
                        help="of PyTorch's maps; faster tries both in the first round")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)),
                        help="of both sides, all cores unless given")
    parser.add_argument("--scenes", type=Path, required=True, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
