"""Runs single measurements of either side, each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Sequence

from cases import Case

ROOT = Path(__file__).resolve().parents[3]

# A virtual machine's host may keep the cores for itself for seconds: then a run is made again.
MOST_STOLEN = 0.02
ATTEMPTS = 4


class Runner:
    """Starts them on equally many threads and reads what they wrote."""

    def __init__(self, scenes: Path, threads: int, quick: bool, work: Path) -> None:
        self._scenes, self._threads, self._quick, self._work = scenes, threads, quick, work
        self.repeated = 0
        self._environment = os.environ | {"OMP_NUM_THREADS": str(threads), "REFSPARK_QUIET": "1"}
        # What PyTorch loads its BLAS from is none of Java's business.
        self._java_environment = {
            k: v for k, v in self._environment.items() if k != "LD_LIBRARY_PATH"
        }

    def _times(self, case: Case, bench: str) -> tuple[int, int]:
        return (1, 1) if self._quick else case.times(bench)

    def ours(self, case: Case, bench: str) -> dict[str, Any]:
        out = self._work / "ours.json"
        warm_up, repetitions = self._times(case, bench)
        command = [
            *(ROOT / "deploy/refspark", "bench", bench),
            *("--conf", ROOT / f"conf/{case.conf}.conf", *case.settings),
            *(f"bench.batch={case.batch}", f"bench.expressions={case.expressions_in(bench)}"),
            *(f"bench.warm-up={warm_up}", f"bench.repetitions={repetitions}"),
            *("bench.warm-up-time=0s", f"out={out}"),
        ]
        report = self._undisturbed(command, self._java_environment, out)
        found = report["measurements"][0]
        return found | {"machine": report["machine"], "stolen": report["stolen"]}

    def peer(self, case: Case, bench: str, layout: str) -> dict[str, Any]:
        out = self._work / "peer.json"
        warm_up, repetitions = self._times(case, bench)
        command = [
            *(sys.executable, Path(__file__).with_name("measure.py"), bench),
            *("--conf", ROOT / f"conf/{case.conf}.conf", "--scenes", self._scenes),
            *("--batch", case.batch, "--expressions", case.expressions_in(bench)),
            *("--warm-up", warm_up, "--repetitions", repetitions),
            *("--threads", self._threads, "--layout", layout, "--out", out),
            *case.settings,
        ]
        return self._undisturbed(command, self._environment, out)

    def _undisturbed(self, command: Sequence[object], environment: dict[str, str], out: Path
                     ) -> dict[str, Any]:
        """The first run that the host left alone, or the one that it disturbed least."""
        runs: list[dict[str, Any]] = []
        while True:
            stolen, whole = _ticks()
            runs.append(self._run(command, environment, out))
            stolen_since, whole_since = _ticks()
            share = (stolen_since - stolen) / max(1, whole_since - whole)
            runs[-1]["stolen"] = round(share, 4)
            if share <= MOST_STOLEN or self._quick or len(runs) == ATTEMPTS:
                return min(runs, key=lambda run: run["stolen"])
            self.repeated += 1

    def _run(self, command: Sequence[object], environment: dict[str, str], out: Path
             ) -> dict[str, Any]:
        out.unlink(missing_ok=True)
        words = [str(word) for word in command]
        done = subprocess.run(words, env=environment, cwd=ROOT, capture_output=True, text=True)
        if done.returncode != 0 or not out.exists():
            tail = "\n".join((done.stdout + done.stderr).splitlines()[-20:])
            sys.exit(f"compare: this failed with {done.returncode}: {' '.join(words)}\n{tail}")
        return json.loads(out.read_text("utf-8"))


def _ticks() -> tuple[int, int]:
    """What the host kept of the cores' time, and all of it, since the machine started."""
    ticks = [int(x) for x in Path("/proc/stat").read_text("ascii").splitlines()[0].split()[1:9]]
    return ticks[7], sum(ticks)
