"""What came of both sides, checked and summed up."""

from __future__ import annotations

import os
import statistics
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Sequence

from cases import BENCHES, Case


@dataclass(frozen=True)
class Pair:
    """Both sides of a round."""

    ours: dict[str, Any]
    peer: dict[str, Any]

    @property
    def ratio(self) -> float:
        return self.ours["milliseconds"]["median"] / self.peer["milliseconds"]["median"]


@dataclass
class Comparison:
    """One network's training steps or answers over all rounds."""

    case: Case
    bench: str
    layout: str | None
    pairs: list[Pair] = field(default_factory=list)

    def summary(self) -> dict[str, Any]:
        ours, peer = [p.ours for p in self.pairs], [p.peer for p in self.pairs]
        ours_ms = statistics.median(o["milliseconds"]["median"] for o in ours)
        peer_ms = statistics.median(p["milliseconds"]["median"] for p in peer)
        ours_peak = statistics.median(o["peak-resident-bytes"] for o in ours)
        peer_peak = statistics.median(p["peak_bytes"] for p in peer)
        ratios = [pair.ratio for pair in self.pairs]
        found = {
            "ours_ms": round(ours_ms, 2),
            "pytorch_ms": round(peer_ms, 2),
            "ratio": round(ours_ms / peer_ms, 3),
            "ratio_least": round(min(ratios), 3),
            "ratio_most": round(max(ratios), 3),
            "ours_peak_bytes": int(ours_peak),
            "pytorch_peak_bytes": int(peer_peak),
            "memory_ratio": round(ours_peak / peer_peak, 3),
            "ours_parameters": ours[0]["parameters"],
            "pytorch_parameters": peer[0]["parameters"],
            "pytorch_layout": peer[0]["layout"],
            "pictures": self.case.batch if self.bench == "step" else 1,
            "expressions_per_picture": self.case.expressions_in(self.bench),
            "rounds": [
                {
                    "ours_ms": p.ours["milliseconds"],
                    "pytorch_ms": p.peer["milliseconds"],
                    "ours_stolen_share": p.ours["stolen"],
                    "pytorch_stolen_share": p.peer["stolen"],
                }
                for p in self.pairs
            ],
        }
        if peer[0]["stated_difference"]["parameters"]:
            found["parameters_difference"] = peer[0]["stated_difference"]
        return found


def check(comparison: Comparison, pair: Pair) -> None:
    """Both sides must be the same network on the same work."""
    name = f"{comparison.case.name} ({BENCHES[comparison.bench]})"
    difference = pair.peer["stated_difference"]["parameters"]
    for ours_key, peer_key in (
        ("parameters", "parameters"),
        ("trainable-parameters", "trainable_parameters"),
    ):
        expected, found = pair.ours[ours_key], pair.peer[peer_key] - difference
        if expected != found:
            sys.exit(f"compare: {name}: RefSpark has {expected:,} {ours_key}, the peer {found:,}"
                     f" without the {difference:,} that differ for a reason; they must be equal")
    if pair.ours["expressions"] != pair.peer["expressions"]:
        sys.exit(f"compare: {name}: RefSpark had {pair.ours['expressions']} expressions in a"
                 f" repetition, the peer {pair.peer['expressions']}; they must be equal")


def machine(comparisons: Sequence[Comparison], threads: int, load: float) -> dict[str, Any]:
    """What times depend on."""
    cpu = next(
        (line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
         if line.startswith("model name")),
        "unknown",
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    pair = next(c.pairs[0] for c in comparisons if c.pairs)
    return {
        "cpu": cpu,
        "cores": os.cpu_count(),
        "threads": threads,
        "memory_bytes": memory,
        "load_at_start": round(load, 2),
        "refspark": pair.ours["machine"],
        "pytorch": pair.peer["machine"],
    }


def report(comparisons: Sequence[Comparison], about: dict[str, Any]) -> dict[str, Any]:
    document: dict[str, Any] = {"machine": about}
    for bench, key in BENCHES.items():
        document[key] = {
            c.case.name: c.summary() for c in comparisons if c.bench == bench and c.pairs
        }
    return document


def table(document: dict[str, Any]) -> str:
    lines = [f"{'':32}{'RefSpark ms':>12}{'PyTorch ms':>12}{'ratio':>8}{'least … most':>16}"
             f"{'RefSpark GB':>13}{'PyTorch GB':>12}{'ratio':>8}{'parameters':>14}"]
    for key in BENCHES.values():
        for name, row in document[key].items():
            spread = f"{row['ratio_least']:.2f} … {row['ratio_most']:.2f}"
            lines.append(
                f"{key + ' ' + name:32}{row['ours_ms']:12.1f}{row['pytorch_ms']:12.1f}"
                f"{row['ratio']:8.2f}{spread:>16}{row['ours_peak_bytes'] / 1e9:13.2f}"
                f"{row['pytorch_peak_bytes'] / 1e9:12.2f}{row['memory_ratio']:8.2f}"
                f"{row['ours_parameters']:14,}"
            )
    lines.append("ratio: RefSpark / PyTorch, of the medians over rounds; below 1 RefSpark is"
                 " faster or smaller. least … most: of single rounds")
    return "\n".join(lines)
