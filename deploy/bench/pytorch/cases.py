"""What is compared: the three networks, large and at demo size."""

from __future__ import annotations

from dataclasses import dataclass

BENCHES = {"step": "training_step", "evaluate": "inference"}
LAYOUTS = ("contiguous", "channels-last")


@dataclass(frozen=True)
class Case:
    """One network at one size.

    A training step has `batch` pictures with `expressions` each, an answer one picture with
    `asked`. Together, `warm_up` and `repetitions` may not exceed the scenes that are drawn, 20.
    """

    name: str
    conf: str
    batch: int
    expressions: int
    warm_up: int
    repetitions: int
    settings: tuple[str, ...] = ()
    asked: int = 1

    def expressions_in(self, bench: str) -> int:
        """Expressions of each picture."""
        return self.expressions if bench == "step" else self.asked


CASES = (
    Case("grm-net", "grm-net/r50", 1, 1, 2, 3),
    Case("grm-net-demo", "grm-net/demo", 2, 8, 10, 10),
    Case("mmnet", "mmnet/rn50", 2, 1, 2, 3, ("model.image-size=416",)),
    Case("mmnet-demo", "mmnet/demo", 2, 4, 10, 10),
    Case("lts", "lts/paper", 2, 1, 2, 3),
    Case("lts-demo", "lts/demo", 2, 4, 10, 10),
)
